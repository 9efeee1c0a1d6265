import { nobleCrypto } from "@countersign/crypto/noble";
import { nodeCrypto } from "@countersign/crypto/node";
import { examplePolicy, scribe } from "@countersign/core/testing";
import { parseEvidence, formatSeen, parseSeen, checkLog } from "./index.ts";
import { formatNote, parseNote } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { NOON, WITNESS, exampleLog, failureOf, filesOf, look, soundly, trustIn } from "./stored-log.testing.ts";

const LOG = exampleLog(300);
const FILES = filesOf(LOG);
const HOUR = 3600;

function withFile(path: string, bytes: Uint8Array | undefined, files = FILES): Map<string, Uint8Array> {
  const changed = new Map(files);
  if (bytes === undefined) changed.delete(path);
  else changed.set(path, bytes);
  return changed;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const noteIn = (files: ReadonlyMap<string, Uint8Array>) => new TextDecoder().decode(files.get("checkpoint"));
const withNote = (note: string) => withFile("checkpoint", utf8(note));

function flipped(path: string, at: number): Uint8Array {
  const bytes = Uint8Array.from(FILES.get(path) ?? []);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

describe("a log that is what it says", () => {
  it.each([
    ["node", nodeCrypto],
    ["noble", nobleCrypto],
  ])("passes every check at a first visit, by the cryptography of %s", async (_name, crypto) => {
    const log = await soundly(look(FILES, { crypto }));
    expect(log.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "checkpoint.read ok",
      "checkpoint.form ok",
      "checkpoint.origin ok",
      "checkpoint.signature ok",
      "checkpoint.cosignature ok",
      "checkpoint.quorum ok",
      "checkpoint.time not-checked",
      "tree.tiles ok",
      "tree.growth not-checked",
    ]);
    expect(log.checkpoint).toMatchObject({ size: 300, time: NOON });
  });

  it("has only grown since the last visit, and says by how much", async () => {
    for (const before of [1, 255, 256, 257, 299, 300]) {
      const { seen } = await soundly(look(filesOf(LOG, NOON - HOUR, before)));
      const log = await soundly(look(FILES, { seen: parseSeen(formatSeen(seen)) }));
      const growth = log.checks.find(({ name }) => name === "tree.growth");
      expect(growth).toMatchObject({ state: "ok" });
      expect(growth?.sentence).toContain(before === 300 ? "has not changed" : `by ${300 - before} leaves`);
    }
  });

  it("gives its leaves, compared with their tiles, from any index to any other", async () => {
    const log = await soundly(look(FILES));
    const wanted = LOG.lines.map(({ leaf }) => leaf);
    expect(await log.leaves(0, 300)).toEqual(wanted);
    expect(await log.leaves(3, 7)).toEqual(wanted.slice(3, 7));
    expect(await log.leaves(250, 260)).toEqual(wanted.slice(250, 260));
    expect(await log.leaves(290, 9999)).toEqual(wanted.slice(290));
    expect(await log.leaves(7, 7)).toEqual([]);
  });

  it("serves a reader of an older checkpoint whose partial tiles are gone", async () => {
    const older = filesOf(LOG, NOON, 40);
    const pruned = new Map([...filesOf(LOG)].filter(([path]) => !path.includes(".p/")));
    const files = pruned.set("checkpoint", older.get("checkpoint") ?? new Uint8Array());
    const log = await soundly(look(files));
    expect(await log.entry(39)).toMatchObject({ ok: true, leaf: { kind: "incident" } });
  });

  it("is fresh by a clock", async () => {
    const log = await soundly(look(FILES, { clock: { now: NOON + HOUR, freshness: HOUR } }));
    expect(log.checks.find(({ name }) => name === "checkpoint.time")?.state).toBe("ok");
  });
});

describe("a log that lies", () => {
  it("F9: a checkpoint by a new key is not the log's", async () => {
    const forged = scribe(examplePolicy(), ["olga", "dana", "nils"], [WITNESS], "another key");
    const files = filesOf(forged);
    expect(await failureOf(look(files))).toBe("checkpoint.signature log.key");
  });

  it("F21: a checkpoint in another spelling is none", async () => {
    const note = noteIn(FILES);
    expect(await failureOf(look(withNote(note.replace("\n300\n", "\n0300\n"))))).toBe(
      "checkpoint.form log.checkpoint-size",
    );
    expect(await failureOf(look(withNote(note.replaceAll("—", "-"))))).toBe("checkpoint.form log.note-line");
    expect(await failureOf(look(withNote(note.replaceAll("\n", "\r\n"))))).toBe("checkpoint.form log.note-control");
    expect(await failureOf(look(withNote(note.slice(0, -1))))).toBe("checkpoint.form log.note-end");
  });

  it("F13: a size, a root or a signature that was altered is not what the log signed", async () => {
    const note = noteIn(FILES);
    expect(await failureOf(look(withNote(note.replace("\n300\n", "\n299\n"))))).toBe(
      "checkpoint.signature log.note-signature",
    );
    expect(await failureOf(look(withNote(note.replace("log.acme.example/feed\n", "log.acme.example/feet\n"))))).toBe(
      "checkpoint.origin log.origin",
    );
  });

  it("F13: without its cosignature the quorum is not met", async () => {
    const alone = exampleLog(300, "incident", []);
    const log = await look(filesOf(alone));
    expect(log).toMatchObject({ ok: false, failure: { name: "checkpoint.quorum", code: "log.quorum" } });
    expect(log.checks.find(({ name }) => name === "checkpoint.cosignature")).toMatchObject({
      state: "not-checked",
      about: "oracle-w",
    });
  });

  it("F13: a cosignature of other bytes refuses the checkpoint, whoever else cosigned", async () => {
    const { text, signatures } = parseNote(noteIn(FILES));
    const other = parseNote(noteIn(filesOf(LOG, NOON + 1, 200))).signatures.at(-1);
    if (other === undefined) throw new Error("no cosignature");
    const cut = { ...other, bytes: other.bytes.subarray(0, 5) };
    for (const bad of [other, cut]) {
      const swapped = formatNote({ text, signatures: [...signatures, bad] });
      expect(await failureOf(look(withNote(swapped)))).toBe("checkpoint.cosignature log.cosignature");
    }
  });

  it("F10: another root than that of its tiles is found from the partial tiles alone", async () => {
    const path = "tile/0/001.p/44";
    expect(await failureOf(look(withFile(path, flipped(path, 0))))).toBe("tree.tiles log.root");
    const other = filesOf(exampleLog(300, "other"));
    expect(await failureOf(look(new Map([...other, ["checkpoint", FILES.get("checkpoint") ?? utf8("")]])))).toBe(
      "tree.tiles log.root",
    );
  });

  it("J9: a tile that is short, long or not there is named", async () => {
    const path = "tile/0/001.p/44";
    const tile = FILES.get(path) ?? utf8("");
    expect(await failureOf(look(withFile(path, tile.subarray(1))))).toBe("tree.tiles log.tile-length");
    expect(await failureOf(look(withFile(path, Uint8Array.of(...tile, 0))))).toBe("tree.tiles log.tile-length");
    expect(await failureOf(look(withFile(path, undefined)))).toBe("tree.tiles log.tile-missing");
  });

  it("F11: a log that was cut is known by the checkpoint of the last visit", async () => {
    const { seen } = await soundly(look(FILES));
    expect(await failureOf(look(filesOf(LOG, NOON + HOUR, 200), { seen }))).toBe("tree.growth log.rollback");
  });

  it("F11: an old checkpoint is stale by a clock, and cannot be told from a new one without", async () => {
    const clock = { now: NOON + 2 * HOUR, freshness: HOUR };
    expect(await failureOf(look(FILES, { clock }))).toBe("checkpoint.time log.stale");
    expect((await look(FILES)).ok).toBe(true);
  });

  it("F12: a history that does not contain the one of the last visit is a fork, and both notes are kept", async () => {
    const mine = exampleLog(280, "mine");
    const { seen } = await soundly(look(filesOf(mine)));
    for (const size of [280, 281, 300]) {
      const theirs = await look(filesOf(LOG, NOON, size), { seen });
      expect(await failureOf(Promise.resolve(theirs))).toBe("tree.growth log.fork");
      expect(theirs.evidence()).toContain(JSON.stringify(seen.note));
      const bytes = theirs.checks.find(({ name }) => name === "tree.growth")?.bytes.map(({ label }) => label);
      expect(bytes).toContain("the checkpoint that was seen before");
    }
  });

  it("F12: a tile that was bent so that a fork looks like growth is found in its tile", async () => {
    const { seen } = await soundly(look(filesOf(LOG, NOON, 100)));
    const bent = withFile("tile/0/000", flipped("tile/0/000", 5));
    expect(await failureOf(look(bent, { seen }))).toBe("tree.growth log.tile-hash");
  });

  it("F14: a time of the witnesses that lies ahead of the clock or before the last visit is refused", async () => {
    expect(await failureOf(look(FILES, { clock: { now: NOON - HOUR, freshness: HOUR } }))).toBe(
      "checkpoint.time time.future",
    );
    const { seen } = await soundly(look(FILES));
    expect(await failureOf(look(filesOf(LOG, NOON - 1), { seen }))).toBe("tree.growth log.rollback");
  });

  it("F14: where no witness is asked for, nothing is fresh", async () => {
    const trust = { ...trustIn(LOG), witnesses: [], quorum: "none" };
    const clock = { now: NOON, freshness: HOUR };
    expect(await failureOf(look(FILES, { trust, clock }))).toBe("checkpoint.time log.stale");
  });

  it("F21: without a checkpoint, and with a reader that answers nothing, it says which of the two it is", async () => {
    expect(await failureOf(look(new Map()))).toBe("checkpoint.read log.empty");
    const read = () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await failureOf(look(FILES, { read }))).toBe("checkpoint.read log.unreachable");
  });

  it("every check after a failure is listed as not made", async () => {
    const { checks } = await look(withNote("nonsense"));
    expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "checkpoint.read ok",
      "checkpoint.form failed",
      "checkpoint.origin not-checked",
      "checkpoint.signature not-checked",
      "checkpoint.cosignature not-checked",
      "checkpoint.quorum not-checked",
      "checkpoint.time not-checked",
      "tree.tiles not-checked",
      "tree.growth not-checked",
    ]);
  });

  it("no failure of the program passes for a finding about the log", async () => {
    const crypto = {
      ...nodeCrypto,
      sha256: () => {
        throw new TypeError("a defect");
      },
    };
    await expect(look(FILES, { crypto })).rejects.toThrow("a defect");
  });
});

describe("the evidence of what was looked at", () => {
  it("leads whoever checks it again to the same answer", async () => {
    const { seen } = await soundly(look(filesOf(exampleLog(280, "mine"))));
    const bad = [
      look(FILES, { seen }),
      look(FILES, { clock: { now: NOON + 2 * HOUR, freshness: HOUR } }),
      look(withFile("tile/0/001.p/44", flipped("tile/0/001.p/44", 0))),
      look(new Map()),
      look(FILES),
    ];
    for (const looked of await Promise.all(bad)) {
      const again = await checkLog({ crypto: nodeCrypto, ...parseEvidence(nodeCrypto, looked.evidence()) });
      expect(again.checks).toEqual(looked.checks);
      expect(again.evidence()).toBe(looked.evidence());
    }
  });

  it("is refused in another form", () => {
    const code = (text: string) => {
      try {
        parseEvidence(nodeCrypto, text);
        return "none";
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
      }
    };
    expect(code("{}")).toBe("evidence.missing-field");
    expect(code("[1")).toMatch(/^evidence\.json-/);
    expect(code('{"a":1,"a":2}')).toBe("evidence.duplicate-key");
  });
});
