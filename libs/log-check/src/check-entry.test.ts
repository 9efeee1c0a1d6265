import { leafHash, nodeHash, parseEntryBundle, formatEntryBundle } from "@countersign/tlog";
import { formatEnvelope, parseEnvelope } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { checkLog, parseEvidence } from "./index.ts";
import type { Disclosed } from "./index.ts";
import { exampleLog, failureOf, filesOf, look, signedFiles, soundly } from "./stored-log.testing.ts";

const LOG = exampleLog(300);
const FILES = filesOf(LOG);
const { policy } = LOG.contents().policy;

function disclosedAt(index: number): Required<Disclosed> {
  const line = LOG.lines[index];
  if (line === undefined) throw new Error(`no leaf ${index}`);
  return { salt: Uint8Array.from(line.salt), envelope: line.evidence, policy };
}

function entryOf(files: ReadonlyMap<string, Uint8Array>, index: number, disclosed?: Disclosed) {
  return soundly(look(files)).then((log) => log.entry(index, disclosed));
}

function changed(path: string, change: (bytes: Uint8Array) => Uint8Array): Map<string, Uint8Array> {
  const bytes = FILES.get(path);
  if (bytes === undefined) throw new Error(`no file ${path}`);
  return new Map(FILES).set(path, change(Uint8Array.from(bytes)));
}

function flip(at: number) {
  return (bytes: Uint8Array) => bytes.with(at, (bytes[at] ?? 0) ^ 1);
}

describe("an entry that is what it says", () => {
  it("passes every check, with who signed it", async () => {
    const entry = await entryOf(FILES, 7, disclosedAt(7));
    expect(entry.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "entry.leaf ok",
      "entry.inclusion ok",
      "entry.form ok",
      "entry.evidence ok",
      "entry.envelope ok",
      "entry.record ok",
      "entry.signatures ok",
    ]);
    expect(entry).toMatchObject({ ok: true, leaf: { kind: "incident" }, signers: ["the service service-1"] });
    expect(entry.recordId).toBe(LOG.recordOf(7));
  });

  it("is shown the way to the root step by step, each recomputed", async () => {
    for (const index of [0, 1, 255, 256, 299]) {
      const log = await soundly(look(FILES));
      const { checks } = await log.entry(index);
      let hash = leafHash(nodeCrypto, LOG.lines[index]?.leaf ?? new Uint8Array());
      const path = checks.find(({ name }) => name === "entry.inclusion")?.path ?? [];
      for (const { side, sibling, result } of path) {
        hash = side === "left" ? nodeHash(nodeCrypto, sibling, hash) : nodeHash(nodeCrypto, hash, sibling);
        expect(result).toEqual(hash);
      }
      expect(Uint8Array.from(hash)).toEqual(log.checkpoint.root);
      expect(path.map(({ level }) => level)).toEqual(path.map(({ level }) => level).toSorted((a, b) => a - b));
      expect(path.at(-1)?.level).toBe(9);
    }
  });

  it("of one leaf alone needs no step", async () => {
    const entry = await entryOf(filesOf(LOG, undefined, 1), 0, disclosedAt(0));
    expect(entry.ok).toBe(true);
    expect(entry.checks.find(({ name }) => name === "entry.inclusion")?.path).toEqual([]);
    expect(entry.signers).toHaveLength(3);
  });

  it("without its evidence is in the tree, and no more is said of it", async () => {
    const entry = await entryOf(FILES, 7);
    expect(entry.ok).toBe(true);
    expect(entry.checks.filter(({ state }) => state === "not-checked").map(({ name }) => name)).toEqual([
      "entry.evidence",
      "entry.envelope",
      "entry.record",
      "entry.signatures",
    ]);
    expect(entry).not.toHaveProperty("record");
  });

  it("without a policy has a record, and nobody who signed it", async () => {
    const { policy: _, ...disclosed } = disclosedAt(7);
    const entry = await entryOf(FILES, 7, disclosed);
    expect(entry.checks.at(-1)).toMatchObject({ name: "entry.signatures", state: "not-checked" });
    expect(entry).not.toHaveProperty("signers");
  });
});

describe("an entry that lies", () => {
  it("F10: a leaf that was swapped is not the one in its tile", async () => {
    const swapped = changed("tile/entries/000", (bytes) => {
      const leaves = parseEntryBundle(bytes, 256);
      return formatEntryBundle(leaves.with(7, leaves[8] ?? new Uint8Array()));
    });
    expect(await failureOf(entryOf(swapped, 7))).toBe("entry.leaf log.entry-bundle-hash");
    expect((await entryOf(FILES, 7)).ok).toBe(true);
  });

  it("F10: a leaf that was swapped together with its tile leads to another root, and the path shows where", async () => {
    const leaves = LOG.lines.slice(0, 256).map(({ leaf }) => leaf);
    const other = LOG.lines[8]?.leaf ?? new Uint8Array();
    const files = new Map(FILES)
      .set("tile/entries/000", formatEntryBundle(leaves.with(7, other)))
      .set("tile/0/000", changedTile(7, leafHash(nodeCrypto, other)));
    const entry = await entryOf(files, 7, disclosedAt(8));
    expect(entry.failure).toMatchObject({ name: "entry.inclusion", code: "log.proof-root" });
    expect(entry.failure?.path).toHaveLength(9);
    expect(entry.checks.filter(({ state }) => state === "not-checked")).toHaveLength(5);
    expect(entry).not.toHaveProperty("record");
  });

  it("F10: a tile beside the leaf that was swapped leads to another root", async () => {
    // The partial tile is verified with the checkpoint; the full one is first read for a path.
    const files = new Map(FILES).set("tile/0/000", changedTile(200, leafHash(nodeCrypto, new Uint8Array())));
    expect(await failureOf(entryOf(files, 260))).toBe("nothing failed");
    const entries = await entryOf(files, 7);
    expect(`${entries.failure?.name} ${entries.failure?.code}`).toBe("entry.leaf log.entry-bundle-hash");
  });

  it("F15: a salt, an envelope or a length of salt that is not the leaf's", async () => {
    const { salt, envelope } = disclosedAt(7);
    const mismatch = "entry.evidence bundle.evidence-mismatch";
    const wrong = [
      { salt: flip(0)(salt), envelope },
      { salt, envelope: flip(20)(envelope) },
      { salt, envelope: disclosedAt(8).envelope },
      { salt: salt.subarray(1), envelope: Uint8Array.of(salt[0] ?? 0, ...envelope) },
      { salt: new Uint8Array(), envelope: Uint8Array.of(...salt, ...envelope) },
    ];
    for (const disclosed of wrong) expect(await failureOf(entryOf(FILES, 7, disclosed))).toBe(mismatch);
  });

  it("F16: a leaf that misnames its evidence", async () => {
    const log = exampleLog(2);
    const index = log.append("review", parseEnvelope(log.lines[1]?.evidence ?? new Uint8Array()));
    const line = log.lines[index];
    if (line === undefined) throw new Error("no leaf");
    const disclosed = { salt: line.salt, envelope: line.evidence, policy };
    expect(await failureOf(entryOf(filesOf(log), index, disclosed))).toBe("entry.record attest.predicate-type");
  });

  it("F18: a leaf of no known kind is in the tree and is none", async () => {
    const leaf = new TextEncoder().encode('{"kind":"rumour","sha256":"","v":1}');
    const files = signedFiles([LOG.lines[0]?.leaf ?? leaf, leaf]);
    expect(await failureOf(entryOf(files, 1))).toBe("entry.form log.leaf");
  });

  it("B13: a signature by somebody whom the policy does not know, or by another than its kind asks for", async () => {
    const log = exampleLog(2);
    const envelope = parseEnvelope(log.lines[1]?.evidence ?? new Uint8Array());
    const [signature] = envelope.signatures;
    if (signature === undefined) throw new Error("no signature");
    const broken = { ...envelope, signatures: [{ ...signature, sig: flip(3)(Uint8Array.from(signature.sig)) }] };
    const index = log.append("incident", broken);
    const line = log.lines[index];
    if (line === undefined) throw new Error("no leaf");
    const disclosed = { salt: line.salt, envelope: formatEnvelope(broken), policy };
    expect(await failureOf(entryOf(filesOf(log), index, disclosed))).toBe("entry.signatures attest.signature");
  });

  it("J8: an index that no leaf has", async () => {
    for (const index of [300, -1, 0.5, Number.NaN, 2 ** 53])
      expect(await failureOf(entryOf(FILES, index))).toBe("entry.leaf usage.index");
  });

  it("its evidence leads whoever checks it again to the same answer", async () => {
    const { salt, envelope } = disclosedAt(7);
    for (const disclosed of [
      { salt, envelope },
      { salt: flip(0)(salt), envelope },
    ]) {
      const entry = await entryOf(FILES, 7, disclosed);
      const kept = parseEvidence(nodeCrypto, entry.evidence());
      const log = await soundly(checkLog({ crypto: nodeCrypto, ...kept }));
      expect((await log.entry(kept.entry?.index ?? -1, kept.entry?.disclosed)).checks).toEqual(entry.checks);
    }
  });
});

function changedTile(at: number, hash: Uint8Array): Uint8Array {
  const tile = Uint8Array.from(FILES.get("tile/0/000") ?? []);
  tile.set(hash, at * 32);
  return tile;
}
