import { formatBundleCheckpoint, formatBundleHeader, formatBundleLeaf, formatRecord } from "@countersign/core";
import type { BundleLeaf } from "@countersign/core";
import { examplePolicy, exampleWith, scribe } from "@countersign/core/testing";
import { nobleCrypto } from "@countersign/crypto/noble";
import { nodeCrypto } from "@countersign/crypto/node";
import { IN_TOTO_PAYLOAD_TYPE, pae, signSshsig } from "@countersign/attest";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { checkBundle } from "./index.ts";
import type { BundleToCheck, CheckedBundle } from "./index.ts";
import { NOON, WITNESS, exampleLog } from "./stored-log.testing.ts";

const LOG = exampleLog(20);
const { root } = LOG;

function checked(lines: readonly Uint8Array[], more: Partial<BundleToCheck> = {}): Promise<CheckedBundle> {
  return checkBundle({ crypto: nodeCrypto, lines, root, ...more });
}

async function failureOf(bundle: Promise<CheckedBundle>): Promise<string> {
  const { verdict, failure } = await bundle;
  return `${verdict}: ${failure?.name} ${failure?.code}`;
}

/** The bundle of the log with its leaves replaced, and the checkpoint of the true ones. */
function withLeaves(leaves: readonly BundleLeaf[], size = leaves.length): readonly Uint8Array[] {
  return [
    formatBundleHeader({ origin: root.log.origin, from: 0, size }),
    ...leaves.map(formatBundleLeaf),
    formatBundleCheckpoint(LOG.checkpoint(NOON)),
  ];
}

describe("a bundle that is what it says", () => {
  it.each([
    ["node", nodeCrypto],
    ["noble", nobleCrypto],
  ])("verifies against the pinned root, by the cryptography of %s", async (_name, crypto) => {
    const bundle = await checked(LOG.bundle(NOON), { crypto });
    expect(bundle.verdict).toBe("verified");
    expect(bundle.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "bundle.form ok",
      "bundle.start ok",
      "bundle.root ok",
      "bundle.evidence ok",
      "bundle.policies ok",
      "bundle.records ok",
      "bundle.size ok",
      "checkpoint.read ok",
      "checkpoint.form ok",
      "checkpoint.origin ok",
      "checkpoint.signature ok",
      "checkpoint.cosignature ok",
      "checkpoint.quorum ok",
      "checkpoint.time not-checked",
      "tree.tiles ok",
      "tree.growth not-checked",
      "bundle.reader ok",
    ]);
    expect(bundle.contents?.incidents).toHaveLength(19);
    expect(bundle.kinds).toEqual(["policy", ...Array.from({ length: 19 }, () => "incident")]);
  });

  it("has entries that are checked one by one, by the policy in force there", async () => {
    const bundle = await checked(LOG.bundle(NOON));
    expect(await bundle.entry?.(0)).toMatchObject({ ok: true, leaf: { kind: "policy" } });
    const entry = await bundle.entry?.(19);
    expect(entry).toMatchObject({ ok: true, signers: ["the service service-1"] });
    expect(entry?.checks.every(({ state }) => state === "ok")).toBe(true);
  });

  it("without a pinned root agrees with itself, which is said, and is not called verified", async () => {
    const { root: _, ...unpinned } = { crypto: nodeCrypto, lines: LOG.bundle(NOON), root };
    const bundle = await checkBundle(unpinned);
    expect(bundle).toMatchObject({ verdict: "unpinned", ownRoot: { policySha256: root.policySha256 } });
    expect(bundle.checks.find(({ name }) => name === "bundle.root")).toMatchObject({ state: "not-checked" });
  });

  it("without any evidence has a tree that verifies, and nothing that was decided", async () => {
    const bare = withLeaves(LOG.lines.map(({ leaf }) => ({ leaf })));
    const bundle = await checked(bare);
    expect(bundle).toMatchObject({ verdict: "undisclosed", kinds: { length: 20 } });
    expect(bundle).not.toHaveProperty("contents");
    expect(await bundle.entry?.(3)).toMatchObject({ ok: true, leaf: { kind: "incident" } });
  });

  it("tells how far it is while it reads", async () => {
    const long = exampleLog(130);
    const told: number[] = [];
    await checked(long.bundle(NOON), { progress: async (read) => void told.push(read) });
    expect(told).toEqual([64, 128]);
  });
});

describe("a bundle that lies", () => {
  it("F5: a bundle of another policy than the pinned one is refused before anything of it is read", async () => {
    const other = { ...root, policySha256: "0".repeat(64) };
    const bundle = await checked(LOG.bundle(NOON), { root: other });
    expect(await failureOf(Promise.resolve(bundle))).toBe("failed: bundle.root policy.root");
    expect(bundle).not.toHaveProperty("entry");
  });

  it("F10: a leaf that is removed, doubled, edited or stands elsewhere leads to another root", async () => {
    const leaves: readonly BundleLeaf[] = LOG.lines;
    const again = leaves.slice(5, 6);
    expect(await failureOf(checked(withLeaves(leaves.toSpliced(5, 1))))).toBe("failed: bundle.size log.size");
    expect(await failureOf(checked(withLeaves(leaves.toSpliced(5, 0, ...again))))).toBe("failed: bundle.size log.size");
    const wrong = [
      leaves.with(5, leaves[6] ?? { leaf: new Uint8Array() }),
      [...leaves.slice(0, 18), ...leaves.slice(18).toReversed()],
    ];
    for (const lines of wrong) expect(await failureOf(checked(withLeaves(lines)))).toBe("failed: tree.tiles log.root");
  });

  it("F11: a bundle that was cut at its end has no checkpoint of its size", async () => {
    expect(await failureOf(checked(withLeaves(LOG.lines.slice(0, 19))))).toBe("failed: bundle.size log.size");
    expect(await failureOf(checked(LOG.bundle(NOON).slice(0, 15)))).toBe("failed: bundle.form bundle.truncated");
    expect(await failureOf(checked([]))).toBe("failed: bundle.form bundle.empty");
  });

  it("F13: without its cosignature, or cosigned by somebody else", async () => {
    const alone = scribe(examplePolicy(), ["olga", "dana", "nils"], []);
    expect(await failureOf(checked(alone.bundle(NOON)))).toBe("failed: checkpoint.quorum log.quorum");
    const stranger = exampleLog(3, "x", [{ keyName: WITNESS.keyName, key: "somebody" }]);
    expect(await failureOf(checked(stranger.bundle(NOON)))).toBe("failed: checkpoint.quorum log.quorum");
  });

  it("F15: a rejection whose evidence is missing or swapped is named by its leaf", async () => {
    const [first, second] = LOG.lines.slice(5, 7);
    if (first === undefined || second === undefined) throw new Error("no leaves");
    const swapped = await checked(withLeaves(LOG.lines.with(5, { ...first, evidence: second.evidence })));
    expect(swapped.failure).toMatchObject({
      name: "bundle.records",
      about: "leaf 5",
      code: "bundle.evidence-mismatch",
    });
    expect(swapped.failure?.bytes.map(({ label }) => label)).toEqual(["leaf", "salt", "evidence"]);
    const missing = await checked(withLeaves([...LOG.lines.slice(0, 5), { leaf: first.leaf }, ...LOG.lines.slice(6)]));
    expect(missing.verdict).toBe("undisclosed");
  });

  it("F2: a policy that one side alone signed", async () => {
    const log = exampleLog(3);
    const record = { policy: exampleWith("version", 2), previous: root.policySha256 };
    log.append("policy", signedBy("olga", formatRecord(nodeCrypto, "policy", record)));
    const bundle = await checked(log.bundle(NOON));
    expect(bundle.verdict).toBe("failed");
    expect(bundle.failure).toMatchObject({ name: "bundle.records", about: "leaf 3" });
    expect(bundle.failure?.code).toBe("policy.threshold");
  });

  it("F11: leaves behind the checkpoint are not taken for logged, with or without their evidence", async () => {
    const long = exampleLog(300);
    const lines = long.lines.map(({ leaf }) => ({ leaf }));
    for (const leaves of [lines, long.lines]) {
      const padded = [
        formatBundleHeader({ origin: root.log.origin, from: 0, size: 300 }),
        ...leaves.map(formatBundleLeaf),
        formatBundleCheckpoint(long.checkpoint(NOON, 256)),
      ];
      expect(await failureOf(checked(padded))).toBe("failed: bundle.size log.size");
    }
  });

  it("F19: a bundle that begins later than the log", async () => {
    expect(await failureOf(checked(LOG.bundle(NOON, { from: 4, size: 20 })))).toBe("failed: bundle.start bundle.from");
  });

  it("F29: many leaves that do not verify are listed, and the rest is counted", async () => {
    const log = exampleLog(1);
    for (let index = 0; index < 60; index++)
      log.append("incident", new TextEncoder().encode(`not an envelope ${index}`));
    const { checks, failure } = await checked(log.bundle(NOON));
    expect(failure).toMatchObject({ name: "bundle.records", about: "leaf 1" });
    const listed = checks.filter(({ name }) => name === "bundle.records");
    expect(listed).toHaveLength(51);
    expect(listed.at(-1)?.sentence).toContain("and 9 more");
  });

  it("J1: lines in another spelling are not read", async () => {
    const lines = LOG.bundle(NOON);
    const spaced = new TextEncoder().encode(new TextDecoder().decode(lines[0]).replace(":", ": "));
    expect(await failureOf(checked([spaced, ...lines.slice(1)]))).toMatch(/^failed: bundle\.form bundle\./);
    expect(await failureOf(checked([...lines, ...lines.slice(-1)]))).toBe("failed: bundle.form bundle.trailing");
  });

  it("its checks are exported as JSON, with the bytes of what failed", async () => {
    const bundle = await checked(LOG.bundle(NOON), { root: { ...root, policySha256: "0".repeat(64) } });
    const { checks } = JSON.parse(bundle.evidence());
    expect(checks.find(({ state }: { state: string }) => state === "failed")).toMatchObject({ code: "policy.root" });
  });
});

function signedBy(person: string, payload: Uint8Array) {
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(nodeCrypto, { seed: testKey(person).seed, namespace: "countersign-policy@v1", message });
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
}
