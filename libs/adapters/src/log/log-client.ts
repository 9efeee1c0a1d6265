import { hash } from "node:crypto";
import { formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { MAX_LINE_BYTES, formatAuthorization, recordId, requestPayload } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { MAX_NOTE_SIZE } from "@countersign/tlog";
import { lineSplitter } from "../files/split-lines.ts";
import type { Clock } from "../time/index.ts";
import { askServer } from "./ask-server.ts";
import type { ServerAnswer, ServerPatience, ServerQuestion } from "./ask-server.ts";
import { refusalIn, problemIn } from "./problem.ts";
import type { ServerAddress } from "./server-address.ts";
import { readSubmitAnswer } from "./submit-answer.ts";
import type { SubmitAnswer } from "./submit-answer.ts";
import { readTileFile } from "./tile-file.ts";

/** Who reads a log: its origin, the clock, and how a payload of `requestPayload` is signed; without it nothing is signed. */
export type LogReaderIdentity = {
  readonly origin: string;
  readonly clock: Clock;
  readonly sign?: (payload: Uint8Array) => Envelope | Promise<Envelope>;
};

/**
 * Reads a log from a server that is not trusted, and hands records to it. Everything is bounded, nobody is followed
 * elsewhere, nothing but forms and digests is verified. `log.unreachable` where no answer comes; `log.answer` for an odd one.
 */
export type LogClient = {
  /** The newest checkpoint; undefined where none is published. `log.note-size`. */
  readonly checkpoint: () => Promise<Uint8Array | undefined>;
  /**
   * A hash tile or entry bundle by its path (`tile/0/000.p/5`), exactly as wide as asked, also where only the full one is
   * there. `log.tile-missing`, `log.tile-path`, `log.tile-length`, `log.entry-bundle-short`, `log.entry-bundle-trailing`.
   */
  readonly tile: (path: string) => Promise<Uint8Array>;
  /** Salt and envelope by their digest; undefined where the server has none. `bundle.evidence-mismatch`, `limit.file`, `auth.…`. */
  readonly evidence: (sha256: string) => Promise<Uint8Array | undefined>;
  /** The lines of a bundle from a leaf on, with what reviewers are shown if wanted, without their line feeds; unsigned ones are undisclosed. `limit.line`, `auth.…`, `bundle.from`. */
  readonly bundle: (from: number, packets?: boolean) => AsyncGenerator<Uint8Array, void, undefined>;
  /** Hands a record in; it may be done again. `log.answer`. */
  readonly submit: (envelope: Envelope) => Promise<SubmitAnswer>;
};

const PATIENCE: ServerPatience = { idle: 10_000, whole: 60_000 };
/** A bundle may be of gigabytes. */
const BUNDLE_PATIENCE = 6 * 3_600_000;
/** A change record of 500,000 entries with its salt. */
const EVIDENCE_LIMIT = 256 * 1024 * 1024;
const ANSWER_LIMIT = 1024 * 1024;

/** A client of the log at an address. */
export function logClient(
  { url, log, evidence }: ServerAddress,
  { origin, clock, sign }: LogReaderIdentity,
  patience: ServerPatience = PATIENCE,
): LogClient {
  const ask = (path: string, question: ServerQuestion = {}, whole = patience.whole) =>
    askServer(`${url}${path}`, question, { ...patience, whole });
  const signed = async (target: string): Promise<ServerQuestion> => {
    if (sign === undefined) return {};
    const payload = requestPayload({ method: "GET", origin, target }, clock.now());
    return { headers: { authorization: formatAuthorization(await sign(payload)) } };
  };
  return {
    async checkpoint() {
      const answer = await ask(`${log}/checkpoint`);
      if (answer.status === 404) return undefined;
      return bounded(answer, MAX_NOTE_SIZE, "log.note-size");
    },
    tile: (path) => readTileFile((name) => ask(`${log}/${name}`), path),
    async evidence(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256))
        throw new CountersignError("files.digest-name", `${JSON.stringify(sha256.slice(0, 80))} is no SHA-256`);
      const target = `${evidence}/${sha256}`;
      const answer = await ask(target, await signed(target));
      if (answer.status === 404) return undefined;
      const salted = await bounded(answer, EVIDENCE_LIMIT, "limit.file");
      const found = hash("sha256", salted, "hex");
      if (found === sha256) return salted;
      throw new CountersignError("bundle.evidence-mismatch", `${answer.url} gave bytes whose SHA-256 is ${found}`);
    },
    async *bundle(from, packets = false) {
      const target = `/bundle?from=${from}${packets ? "&packets=1" : ""}`;
      const answer = await ask(target, await signed(target), BUNDLE_PATIENCE);
      if (answer.status !== 200) throw await refusalIn(answer);
      const lines = lineSplitter(MAX_LINE_BYTES);
      for await (const piece of answer.pieces()) yield* lines.push(piece);
      if (lines.begun() > 0) throw new CountersignError("bundle.truncated", `${answer.url} ended in a line`);
    },
    async submit(envelope) {
      const headers = { "content-type": "application/vnd.dsse.envelope.v1+json" };
      const answer = await ask("/records", { method: "POST", headers, body: formatEnvelope(envelope) });
      if (answer.status !== 200 && answer.status !== 202) return { refused: await problemIn(answer) };
      const body = (await answer.bytes(ANSWER_LIMIT)) ?? new Uint8Array();
      return readSubmitAnswer(body, recordId(nodeCrypto, envelope.payload));
    },
  };
}

async function bounded(answer: ServerAnswer, limit: number, code: string): Promise<Uint8Array> {
  if (answer.status !== 200) throw await refusalIn(answer);
  const body = await answer.bytes(limit);
  if (body === undefined) throw new CountersignError(code, `${answer.url} has more than ${limit} bytes`);
  return body;
}
