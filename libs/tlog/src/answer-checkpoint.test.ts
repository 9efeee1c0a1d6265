import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { answerAddCheckpoint } from "./answer-checkpoint.ts";
import type { AnsweringWitness, Witnessed } from "./answer-checkpoint.ts";
import { parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { proveConsistency } from "./consistency.ts";
import { addSignatures, cosignedAt } from "./cosignature.ts";
import { emptyRoot } from "./hash.ts";
import { parseNote } from "./note.ts";
import { logSigner, storedLog, testEntries, witnessSigner } from "./test-log.testing.ts";
import { ED25519, signerKey } from "./key.ts";
import { formatAddCheckpoint, parseCosignatures, parseWitnessSize } from "./witness.ts";

const ORIGIN = "log.example";
const logKey = logSigner(ORIGIN);
const key = witnessSigner("w.example");

/** The checkpoints of a log of these sizes, signed, with proofs between them. */
function history(...sizes: readonly number[]) {
  const log = storedLog(ORIGIN);
  const checkpoints = new Map<number, { readonly note: string; readonly root: Uint8Array }>();
  for (const [at, size] of sizes.entries()) {
    const { checkpoint } = log.append(testEntries(sizes[at - 1] ?? 0, size));
    checkpoints.set(size, { note: signCheckpoint(nodeCrypto, checkpoint, logKey), root: checkpoint.root });
  }
  const at = (size: number) => {
    const found = checkpoints.get(size);
    if (found === undefined) throw new Error(`there is no checkpoint of size ${size}`);
    return found;
  };
  const request = (oldSize: number, size: number) => ({
    oldSize,
    proof: proveConsistency(nodeCrypto, log.readTile, Math.min(oldSize, size), size),
    checkpoint: at(size).note,
  });
  return { at, request };
}

function witness(last?: Witnessed): AnsweringWitness {
  return {
    crypto: nodeCrypto,
    key,
    now: 1_800_000_000,
    log: (origin) => (origin === ORIGIN ? { keys: [logKey], last } : undefined),
  };
}

const { at, request } = history(5, 8, 13);
const lastAt = (size: number): Witnessed => ({ size, root: at(size).root });

describe("a witness that is asked to cosign", () => {
  it("cosigns the first checkpoint that it sees, what grew from there, and the same once more", () => {
    for (const [last, asked, size] of [
      [undefined, 0, 5],
      [lastAt(5), 5, 8],
      [lastAt(5), 5, 13],
      [lastAt(8), 8, 8],
    ] as const) {
      const answer = answerAddCheckpoint(witness(last), formatAddCheckpoint(request(asked, size)));
      if (answer.status !== 200) throw answer.refused;
      const { text, signatures } = parseNote(addSignatures(at(size).note, answer.body));
      expect(cosignedAt(nodeCrypto, text, signatures, key)).toBe(1_800_000_000);
      expect(parseCosignatures(answer.body)).toHaveLength(1);
      expect(answer).toMatchObject({ note: at(size).note, checkpoint: parseCheckpoint(nodeCrypto, text) });
    }
  });

  it("answers 409 with the size that it cosigned last to whoever begins elsewhere", () => {
    for (const [last, asked, size] of [
      [lastAt(8), 5, 13],
      [lastAt(8), 0, 13],
      [lastAt(8), 5, 5],
      [undefined, 5, 8],
    ] as const) {
      const answer = answerAddCheckpoint(witness(last), formatAddCheckpoint(request(asked, size)));
      expect(answer).toMatchObject({ status: 409, refused: { code: "log.witness-old" } });
      expect(answer).not.toHaveProperty("fork");
      expect(parseWitnessSize(answer.body)).toBe(last?.size ?? 0);
    }
  });

  it("keeps a second tree of the size that it cosigned as proof of the fork", () => {
    const root = nodeCrypto.sha256(new Uint8Array());
    const other = signCheckpoint(nodeCrypto, { origin: ORIGIN, size: 8, root }, logKey);
    const body = formatAddCheckpoint({ oldSize: 8, proof: [], checkpoint: other });
    const answer = answerAddCheckpoint(witness(lastAt(8)), body);
    expect(answer).toMatchObject({ status: 409, refused: { code: "log.fork" }, fork: other });
    expect(parseWitnessSize(answer.body)).toBe(8);
  });

  const empty = { size: 0, root: emptyRoot(nodeCrypto) };
  const elsewhere = signCheckpoint(nodeCrypto, { origin: "other.example", ...empty }, logSigner("other.example"));
  const byStranger = signCheckpoint(
    nodeCrypto,
    { origin: ORIGIN, ...empty },
    signerKey(nodeCrypto, ORIGIN, ED25519, testKey("stranger").seed),
  );
  const wrong = { ...request(5, 8), proof: request(5, 8).proof.with(0, lastAt(5).root) };
  it.each<[what: string, status: number, code: string, body: string | Uint8Array]>([
    ["nothing", 400, "log.witness-separator", ""],
    ["bytes that are not UTF-8", 400, "log.witness-utf8", new Uint8Array([0xff])],
    ["a checkpoint without signature", 400, "log.note-separator", `old 0\n\n${ORIGIN}\n0\n`],
    [
      "an origin that nobody told it of",
      404,
      "log.origin",
      formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: elsewhere }),
    ],
    [
      "a signature of an unknown key",
      403,
      "log.key",
      formatAddCheckpoint({ oldSize: 5, proof: [], checkpoint: byStranger }),
    ],
    [
      "a bad signature of the log",
      403,
      "log.note-signature",
      formatAddCheckpoint({ ...request(5, 8), checkpoint: at(8).note.replace("\n8\n", "\n9\n") }),
    ],
    [
      "an old size above the checkpoint's",
      400,
      "log.proof-order",
      formatAddCheckpoint({ ...request(5, 5), oldSize: 8 }),
    ],
    ["a proof of another tree", 422, "log.proof-old-root", formatAddCheckpoint(wrong)],
    ["too short a proof", 422, "log.proof-length", formatAddCheckpoint({ ...request(5, 8), proof: [] })],
  ])("refuses %s with %i", (_what, status, code, body) => {
    const answer = answerAddCheckpoint(witness(lastAt(5)), body);
    expect(answer).toMatchObject({ status, refused: { code } });
    expect(answer).not.toHaveProperty("fork");
  });

  it("refuses a proof from the empty tree", () => {
    const body = formatAddCheckpoint({ ...request(0, 8), proof: request(5, 8).proof });
    expect(answerAddCheckpoint(witness(), body)).toMatchObject({ status: 422, refused: { code: "log.proof-length" } });
  });
});
