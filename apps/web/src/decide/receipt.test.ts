import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { formatEnvelope } from "@countersign/attest";
import { trustOf } from "@countersign/core";
import { examplePolicy, scribe } from "@countersign/core/testing";
import type { Scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { checkTlogProof, formatNote, parseNote, rebuildLog } from "@countersign/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyStorage } from "../app/storage.testing.ts";
import { lookAtLog } from "../log/look-at-log.ts";
import { receiptOf } from "./receipt.ts";
import { signedApproval } from "./signed-decision.testing.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z") / 1000;
const AT = 40;
const SIZE = 300;
const WITNESS = { keyName: "witness.example/oracle-w", key: "oracle-w" };
const { envelope } = signedApproval();
const LOG = logWith("incident");
const HONEST = filesOf(LOG);
const SEEN = filesOf(LOG, AT + 1);

type Files = ReadonlyMap<string, Uint8Array>;

/** A log of the example with the approval at leaf 40 among incidents whose texts begin with a word. */
function logWith(word: string, witnesses = [WITNESS], logKey = "log"): Scribe {
  const log = scribe(examplePolicy(), ["olga", "dana", "nils"], witnesses, logKey);
  for (let index = 1; index < SIZE; index++) {
    if (index === AT) log.append("review", envelope);
    else if (index === AT + 1) log.append("incident", envelope);
    else log.byMachine("incident", incident(`${word} ${index}`, index), "service-1");
  }
  return log;
}

function incident(text: string, index: number) {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  return { about: { leaf: 0 }, code: "monitor.alarm", text, status: "opened", id } as const;
}

/** What a log's server has under a checkpoint of its first leaves. */
function filesOf(log: Scribe, size = log.lines.length): Files {
  const leaves = log.lines.slice(0, size).map(({ leaf }) => leaf);
  const files = new Map([...rebuildLog(nodeCrypto, leaves)].map(({ path, bytes }) => [path, bytes]));
  return files.set("checkpoint", new TextEncoder().encode(log.checkpoint(NOON + size, size)));
}

/** Some files with the named ones of others in their place. */
function mixed(files: Files, others: Files, which: RegExp): Files {
  return new Map([...files, ...[...others].filter(([path]) => which.test(path))]);
}

/** A checkpoint whose first signature, which is the log's, has one bit changed. */
function signedWrongly(files: Files): Files {
  const { text, signatures } = parseNote(files.get("checkpoint") ?? "");
  const [own, ...others] = signatures;
  if (own === undefined) throw new RangeError("the log signed");
  const bytes = own.bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte));
  const note = formatNote({ text, signatures: [{ ...own, bytes }, ...others] });
  return new Map(files).set("checkpoint", new TextEncoder().encode(note));
}

/** What the server shows where it is asked for a file, and where it is asked again. */
let shown: readonly [first: Files, again: Files] = [HONEST, HONEST];
const asked = new Set<string>();
const server = createServer((request, response) => {
  const path = request.url?.replace("/log/", "") ?? "";
  const file = shown[asked.has(path) ? 1 : 0].get(path);
  asked.add(path);
  response.writeHead(file === undefined ? 404 : 200).end(file);
});
let origin = "";
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** The receipt in a browser that saw the log as it was when `seen` was shown, and is shown `files` now, and `again` where it asks twice. */
async function receiptAmong(files: Files, at = AT, { seen = SEEN, again = files, salted = at } = {}) {
  const salt = LOG.lines[salted]?.salt ?? new Uint8Array(16);
  const place = { origin, kept: emptyStorage(), chain: [LOG.contents().policy] } as const;
  shown = [seen, seen];
  if (seen.size > 0) expect(await lookAtLog(place)).toMatchObject({ kind: "sound" });
  asked.clear();
  shown = [files, again];
  return receiptOf(place, { index: at, salt, envelope });
}

describe("the receipt of a decision", () => {
  it("is of its leaf under the checkpoint, and its proof is good without this page", async () => {
    const receipt = await receiptAmong(HONEST);
    expect(receipt).toMatchObject({ index: AT, size: SIZE, witnesses: new Map([["oracle-w", NOON + SIZE]]) });
    const { leaf, evidence } = LOG.lines[AT] ?? {};
    expect(evidence).toEqual(formatEnvelope(envelope));
    const trust = trustOf(nodeCrypto, LOG.contents().policy.policy.log);
    const checked = checkTlogProof(nodeCrypto, receipt?.proof ?? "", leaf ?? new Uint8Array(), trust);
    expect(checked).toMatchObject({ index: AT, checkpoint: { size: SIZE, root: receipt?.root } });
    expect(receipt?.path.length).toBeGreaterThan(7);
  });

  it("F17: is not there while no checkpoint covers the leaf that was promised, whatever its index", async () => {
    for (const promised of [SIZE, SIZE + 1, Number.MAX_SAFE_INTEGER])
      expect(await receiptAmong(HONEST, promised)).toBeUndefined();
    expect(await receiptAmong(SEEN, AT + 1)).toBeUndefined();
    expect(await receiptAmong(new Map(), AT, { seen: new Map() })).toBeUndefined();
  });

  const other = filesOf(logWith("other"));
  it.each<[string, string, Parameters<typeof receiptAmong>]>([
    ["F16: the index of another record", "log.leaf-mismatch", [HONEST, 3, { salted: AT }]],
    ["F16: a leaf of another kind that commits to it", "log.leaf-mismatch", [HONEST, AT + 1]],
    ["F15: another salt", "log.leaf-mismatch", [HONEST, AT, { salted: 3 }]],
    ["F13: a wrong signature of the log", "log.note-signature", [signedWrongly(HONEST)]],
    ["F9: another log's key", "log.key", [filesOf(logWith("incident", [WITNESS], "another"))]],
    ["F13: no cosignature", "log.quorum", [filesOf(logWith("incident", []))]],
    ["F10: the tiles of another tree that has it", "log.root", [mixed(other, HONEST, /^checkpoint$/)]],
    ["F10: the entries of another tree that has it", "log.entry-bundle-hash", [mixed(HONEST, other, /^tile\/entries/)]],
    ["F10: a tile and its entries of another tree", "log.tile-hash", [mixed(HONEST, other, /^tile\/\w+\/000$/)]],
    [
      "F20: a path of hashes that leads elsewhere",
      "log.proof-root",
      [HONEST, AT, { again: mixed(HONEST, other, /^tile\/0\/000$/) }],
    ],
    ["F12: another history that has it, signed and cosigned by all keys", "log.fork", [other]],
    ["F11: an older log that has it", "log.rollback", [SEEN, AT, { seen: HONEST }]],
    ["F11: no log any more", "log.rollback", [new Map()]],
    ["J9: a log without its tiles", "log.tile-missing", [mixed(new Map(), HONEST, /^checkpoint$/)]],
  ])("%s is none", async (_what, code, among) => {
    const refused = await receiptAmong(...among).catch((problem: unknown) => problem);
    expect(refused).toMatchObject({ code, remedy: expect.stringContaining("Do not take your decision for recorded") });
  });
});
