import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatBase64, parseEnvelope } from "@countersign/attest";
import { formatBundleHeader, formatBundleLeaf, parseLeaf } from "@countersign/core";
import type { BundleLeaf, DisclosedLeaf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder, testKey, text } from "@countersign/testkit";
import { COSIGNATURE, ED25519, signerKey } from "@countersign/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { documentOf, policyEnvelope } from "./forged-policy.testing.ts";
import { forgedLine, openForger } from "./forged-log.testing.ts";
import type { Forger } from "./forged-log.testing.ts";
import { loggedByForce } from "./forced-leaf.testing.ts";
import { signedAside } from "./resign.testing.ts";
import { allowed, failed, openStage } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const DAY = 86_400;
const ORIGIN = "log.acme.example/feed";
const STALE = { decision: "deny", code: "log.stale", exit: 7 };
const folder = tempFolder();
let stage: Stage;
let forger: Forger;
let head: string;
let change: string;
/** Policy, baseline, change, approval, rejection. */
let lines: readonly DisclosedLeaf[];
/** The same log before somebody rejected. */
let before: readonly DisclosedLeaf[];
const now = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  stage = await openStage(folder.path);
  head = stage.repo.commit({ files: { "ranker/score.py": "two\n" } });
  change = await stage.cover(head, { base: stage.c0 });
  forger = await openForger(stage);
  before = await forger.lines();
  await done(stage.say("reject", change, "nils"));
  lines = await forger.lines();
});
afterAll(() => folder[Symbol.dispose]());

/** The bundle of some leaves under the checkpoint of others, and a header that fits the leaves. */
function under(leaves: readonly BundleLeaf[], checkpointOf: readonly BundleLeaf[], header = {}): string {
  const checkpoint = forger.bundle(checkpointOf).trimEnd().split("\n").at(-1) ?? "";
  const printed = [
    formatBundleHeader({ origin: ORIGIN, from: 0, size: leaves.length, ...header }),
    ...leaves.map(formatBundleLeaf),
  ];
  return `${[...printed.map((line) => new TextDecoder().decode(line)), checkpoint].join("\n")}\n`;
}

describe("group 6: a log that is not what was published", () => {
  it("F10: a leaf that is missing, out of order, another or doubled does not lead to the root", async () => {
    const [policy, baseline, captured, approval, rejection] = lines;
    if (!policy || !baseline || !captured || !approval || !rejection) throw new Error("leaves are missing");
    const ask = (...leaves: readonly BundleLeaf[]) => forger.askWith(head, under(leaves, lines));
    expect(await ask(policy, baseline, captured, approval)).toMatchObject(failed("log.size"));
    expect(await ask(policy, baseline, captured, approval, approval)).toMatchObject(failed("log.root"));
    expect(await ask(policy, baseline, captured, rejection, approval)).toMatchObject(failed("log.root"));
    expect(await ask(...lines, rejection)).toMatchObject(failed("log.size"));
    const other = forgedLine("review", approval.evidence);
    expect(await ask(policy, baseline, captured, other, rejection)).toMatchObject(failed("log.root"));
  });

  it("F11: a log from before the rejection is believed no longer than the policy lets it be", async () => {
    expect(await forger.ask(head, lines)).toMatchObject({ decision: "deny", code: "decision.rejected", exit: 4 });
    expect(await forger.ask(head, before, { time: now() - DAY + 600 })).toEqual(allowed());
    expect(await forger.ask(head, before, { time: now() - DAY - 1 })).toMatchObject(STALE);
  });

  it("F28: a decision that is never logged ends deployments, because its witness stops to cosign", async () => {
    await signedAside(stage, "revoke", change, "dana");
    const grown = [...before, forgedLine("change", before[2]?.evidence ?? text(""))];
    expect(await forger.ask(head, grown, { witnesses: [] })).toMatchObject(failed("log.quorum"));
    expect(await forger.ask(head, before, { time: now() - 2 * DAY })).toMatchObject(STALE);
  });

  it("F17: an approval that is signed and not logged is none", async () => {
    using other = tempFolder();
    const waiting = await openStage(other.path);
    const commit = waiting.repo.commit({ files: { "ranker/score.py": "two\n" } });
    const captured = await waiting.capture(commit, { base: waiting.c0 });
    await signedAside(waiting, "approve", captured.change, "dana");
    expect(await waiting.gate(commit)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
  });

  it("F9: a checkpoint by another key than the pinned one is nobody's", async () => {
    const log = signerKey(nodeCrypto, ORIGIN, ED25519, testKey("other log").seed);
    expect(await forger.ask(head, before, { log })).toMatchObject(failed("log.key"));
  });

  it("F13: without its quorum a checkpoint is nothing", async () => {
    const stranger = signerKey(nodeCrypto, "oracle-w", COSIGNATURE, testKey("other witness").seed);
    const elsewhere = signerKey(nodeCrypto, "witness.example", COSIGNATURE, testKey("other witness").seed);
    for (const witnesses of [[], [stranger], [elsewhere], [elsewhere, stranger]])
      expect(await forger.ask(head, before, { witnesses })).toMatchObject(failed("log.quorum"));
    const whole = forger.bundle(before);
    const bad = whole.replace(
      /(— oracle-w )([A-Za-z0-9+/]{60})([A-Za-z0-9+/])/,
      (_, name, kept, last) => `${name}${kept}${last === "A" ? "B" : "A"}`,
    );
    expect(bad).not.toBe(whole);
    expect(await forger.askWith(head, bad)).toMatchObject(failed("log.cosignature"));
  });

  it("F13: a checkpoint of another origin or size is not this log's", async () => {
    expect(await forger.ask(head, before, { checkpoint: { origin: "log.evil.example" } })).toMatchObject(
      failed("log.origin"),
    );
    expect(await forger.ask(head, before, { checkpoint: { size: 3 } })).toMatchObject(failed("log.size"));
    expect(await forger.ask(head, before, { checkpoint: { root: new Uint8Array(32) } })).toMatchObject(
      failed("log.root"),
    );
  });

  it("F14: the witnesses' time is neither to come nor long past", async () => {
    expect(await forger.ask(head, before, { time: now() + 60 })).toEqual(allowed());
    expect(await forger.ask(head, before, { time: now() + 900 })).toMatchObject({
      decision: "error",
      code: "time.future",
      exit: 6,
    });
    expect(await forger.ask(head, before, { time: 1 })).toMatchObject(STALE);
    expect(await forger.ask(head, before, { time: now() - DAY - 60 })).toMatchObject(STALE);
  });

  it("F15: evidence that is withheld or swapped is an error, whichever leaf it is of", async () => {
    for (const [index, line] of lines.entries()) {
      const other = lines[(index + 1) % lines.length] ?? line;
      const ask = (replaced: BundleLeaf) => forger.ask(head, lines.with(index, replaced as DisclosedLeaf));
      expect(await ask({ leaf: line.leaf })).toMatchObject(failed("bundle.evidence-missing"));
      expect(await ask({ ...line, salt: other.salt })).toMatchObject(failed("bundle.evidence-mismatch"));
      expect(await ask({ ...line, evidence: other.evidence })).toMatchObject(failed("bundle.evidence-mismatch"));
      const moved = {
        ...line,
        salt: line.salt.subarray(0, 15),
        evidence: Uint8Array.of(line.salt[15] ?? 0, ...line.evidence),
      };
      expect(await ask(moved)).toMatchObject(failed("bundle.evidence-mismatch"));
    }
  });

  it("F16: a leaf that misnames what it holds is found, and the log is an error", async () => {
    const rejection = lines[4]?.evidence ?? text("");
    for (const [kind, code] of [
      ["change", "attest.signature-length"],
      ["policy", "attest.predicate-type"],
      ["baseline", "attest.namespace"],
      ["deployment", "attest.signature-length"],
      ["incident", "attest.predicate-type"],
    ] as const)
      expect(await forger.ask(head, [...before, forgedLine(kind, rejection)]), kind).toMatchObject(failed(code));
    expect(await forger.ask(head, [...before, forgedLine("review", rejection)])).toMatchObject({
      code: "decision.rejected",
    });
  });

  it.each([
    ["of an unknown kind", (leaf: string) => leaf.replace("review", "gossip")],
    ["of another version", (leaf: string) => leaf.replace('"v":1', '"v":2')],
    ["with another field", (leaf: string) => leaf.replace('"v":1', '"v":1,"w":1')],
    ["with a blank in it", (leaf: string) => leaf.replace(":", ": ")],
    [
      "with its fields in another order",
      (leaf: string) => leaf.replace(/"kind":"(\w+)",("sha256":"\w+")/, '$2,"kind":"$1"'),
    ],
    ["longer than 1 KiB", (leaf: string) => leaf + " ".repeat(1024)],
  ])("F18: a leaf %s is an error, never passed over", async (_, broken) => {
    const rejection = lines[4];
    const leaf = text(broken(new TextDecoder().decode(rejection?.leaf)));
    expect(await forger.ask(head, [...before, { ...rejection, leaf } as DisclosedLeaf])).toMatchObject(
      failed("log.leaf"),
    );
  });

  it("F19: a bundle that begins elsewhere, or is of another log, is refused", async () => {
    const tail = before.slice(1);
    expect(await forger.askWith(head, under(tail, before, { from: 1, size: 4 }))).toMatchObject(failed("bundle.from"));
    expect(await forger.askWith(head, under(before, before, { origin: "log.evil.example" }))).toMatchObject(
      failed("log.origin"),
    );
    expect(await forger.askWith(head, under(before, before, { size: 5 }))).toMatchObject(failed("bundle.truncated"));
    expect(await forger.askWith(head, under(before, before, { size: 3 }))).toMatchObject(failed("bundle.index"));
    expect(await forger.askWith(head, under(before, before, { from: 9 }))).toMatchObject(failed("bundle.header"));
  });

  it("F25: leaves tell kinds and salted hashes, and the same evidence twice looks like two", async () => {
    using other = tempFolder();
    const twice = await openStage(other.path);
    const own = await openForger(twice);
    const [, baseline] = await own.lines();
    await loggedByForce(twice.home, "baseline", baseline?.evidence ?? text(""));
    const leaves = (await own.lines()).map(({ leaf }) => new TextDecoder().decode(leaf));
    expect(new Set(leaves).size).toBe(3);
    for (const leaf of leaves) expect(leaf).toMatch(/^\{"kind":"[a-z]+","sha256":"[0-9a-f]{64}","v":1\}$/);
  });

  it("F26: a rejection of the same content in another change counts, and withholding it is an error", async () => {
    using other = tempFolder();
    const own = await openStage(other.path);
    const { repo, c0, capture, cover, say } = own;
    const files = { "ranker/score.py": "two\n" };
    const rejected = repo.commit({ files, parents: [c0], ref: "refs/heads/one", message: "one" });
    await done(say("reject", (await capture(rejected)).change, "nils"));
    const again = repo.commit({ files, parents: [c0], ref: "refs/heads/two", message: "two" });
    await cover(again);
    expect(await own.gate(again)).toMatchObject({ decision: "deny", code: "decision.rejected", exit: 4 });
    const ownForger = await openForger(own);
    const withheld = (await ownForger.lines()).map(({ leaf, ...rest }, index) =>
      index === 3 ? { leaf } : { leaf, ...rest },
    );
    expect(await ownForger.ask(again, withheld)).toMatchObject(failed("bundle.evidence-missing"));
  });

  it("F27: a rejection is voided by both sides or not at all, and audit and explain tell of it", async () => {
    const rejection = lines[4];
    const record = Buffer.from(nodeCrypto.sha256(parseEnvelope(rejection?.evidence ?? text("")).payload)).toString(
      "hex",
    );
    const voiding = { ...documentOf(stage), version: 2, void: [{ leaf: 4, record, reason: "signed by mistake" }] };
    const forced = async (...signers: readonly ("olga" | "dana" | "nils")[]) =>
      forger.ask(head, [...lines, forgedLine("policy", await policyEnvelope(stage, voiding, { signers }))]);
    expect(await forced("olga")).toMatchObject(failed("policy.threshold"));
    expect(await forced("olga", "dana")).toMatchObject(failed("policy.threshold"));
    expect(await forced("olga", "dana", "nils")).toEqual(allowed());
    const bundle = join(folder.path, "forged.bundle");
    const audit = await stage.run("audit", "--log", bundle, "--root", join(stage.home, "root.json"), "--json");
    expect(audit).toMatchObject({ exit: 6, json: { problems: [{ index: 4, code: "audit.voided" }] } });
  });

  it("F29: a broken leaf is an error that names it, until a policy of both sides voids it", async () => {
    const broken = forgedLine("incident", text("not an envelope"));
    const log = [...before, broken];
    expect(await forger.ask(head, log)).toMatchObject(failed("attest.json-syntax"));
    const bundle = join(folder.path, "forged.bundle");
    const root = join(stage.home, "root.json");
    const asked = await stage.run(
      "gate",
      "--repo",
      stage.repo.path,
      "--commit",
      head,
      "--env",
      "production",
      "--bundle",
      bundle,
      "--root",
      root,
      "--json",
    );
    expect(member(asked.json, "message")).toMatch(/^leaf 4: /);
    const { sha256 } = parseLeaf(broken.leaf);
    const voiding = { ...documentOf(stage), version: 2, void: [{ leaf: 4, record: sha256, reason: "broken" }] };
    expect(await forger.ask(head, [...log, forgedLine("policy", await policyEnvelope(stage, voiding))])).toEqual(
      allowed(),
    );
    const wrong = { ...voiding, void: [{ leaf: 4, record: "0".repeat(64), reason: "broken" }] };
    expect(await forger.ask(head, [...log, forgedLine("policy", await policyEnvelope(stage, wrong))])).toMatchObject(
      failed("attest.json-syntax"),
    );
  });

  it.each([
    ["a size with a zero in front", "\\n4\\n", "\\n04\\n", "log.checkpoint-size"],
    ["a size with a sign", "\\n4\\n", "\\n+4\\n", "log.checkpoint-size"],
    ["carriage returns", "\\n4\\n", "\\r\\n4\\r\\n", "log.note-control"],
    ["an extension line that nobody signed", "\\n\\n", "\\nmore\\n\\n", "log.checkpoint-extension"],
    ["a hyphen for the dash", "— oracle-w", "- oracle-w", "log.note-line"],
    ["no blank line", "\\n\\n", "\\n", "log.note-separator"],
    ["a signature over and over", /(— oracle-w [^"\\]+\\n)/, "$1".repeat(200), "log.note-too-many"],
  ])("F21: a checkpoint with %s is refused", async (_, part, replacement, code) => {
    const whole = forger.bundle(before);
    const at = whole.lastIndexOf('{"checkpoint"');
    const respelled = whole.slice(at).replace(part, replacement);
    expect(respelled).not.toBe(whole.slice(at));
    expect(await forger.askWith(head, whole.slice(0, at) + respelled)).toMatchObject(failed(code));
  });

  it("J2: a bundle has one spelling: base64 without padding, for addresses, with blanks or stray bits is refused", async () => {
    const whole = forger.bundle(before);
    const leaf = formatBase64(before[3]?.leaf ?? text(""));
    expect(whole).toContain(leaf);
    const spellings = [
      leaf.replaceAll("=", ""),
      `${leaf.slice(0, 8)} ${leaf.slice(8)}`,
      `${leaf}=`,
      leaf.replace(/[A-Za-z]/, "-"),
      `${leaf.slice(0, 4)}\\n${leaf.slice(4)}`,
    ];
    for (const spelling of spellings.filter((one) => one !== leaf))
      expect(await forger.askWith(head, whole.replace(leaf, spelling)), spelling).toMatchObject(failed("bundle.line"));
    expect(readFileSync(join(folder.path, "forged.bundle"), "utf8")).not.toBe(whole);
  });
});
