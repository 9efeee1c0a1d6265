import { hash } from "node:crypto";
import { AttestError } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import type { CosignAnswer, Cosigner } from "@countersign/core";
import {
  LogError,
  MAX_NOTE_SIZE,
  cosignedAt,
  formatSignatureLine,
  parseAddCheckpoint,
  parseCosignatures,
  parseNote,
  parseWitnessSize,
} from "@countersign/tlog";
import type { VerifierKey } from "@countersign/tlog";
import { boundedText } from "./bounded-text.ts";

/** A witness elsewhere: its name in the quorum, its key, and the submission prefix of its URL. */
export type WitnessAddress = { readonly name: string; readonly key: VerifierKey; readonly url: string };

/** Milliseconds that a witness may take; whoever is slower is as good as not there. */
const PATIENCE = 10_000;
/** Bytes of an answer: some signature lines, or a size. */
const ANSWER_LIMIT = 64 * 1024;

/**
 * Asks a witness over HTTP (tlog-witness 1.0.0). Only a good cosignature of its own key is taken from an answer 200; other
 * lines are ignored. Whatever else comes, or does not, is `unreachable` with what was said: no witness can stop a log by an
 * odd answer. Read generously, for servers that are older than the specification: a 409 need not have its type or its line
 * feed; one without any size says as little as no answer. What it shows of a log is where the witness of this program has it
 * (`/logs/<SHA-256 of the origin>/checkpoint`); others show nothing there.
 */
export function httpCosigner({ name, key, url }: WitnessAddress, patience = PATIENCE): Cosigner {
  const prefix = url.replace(/\/+$/, "");
  const target = `${prefix}/add-checkpoint`;
  return {
    name,
    async cosign(body) {
      try {
        const response = await fetch(target, {
          method: "POST",
          body,
          headers: { "content-type": "text/plain; charset=utf-8" },
          redirect: "error",
          signal: AbortSignal.timeout(patience),
        });
        return answerOf(key, body, response.status, await boundedText(response, ANSWER_LIMIT));
      } catch (error) {
        return { unreachable: `${name} at ${target}: ${reasonOf(error)}` };
      }
    },
    async shown(origin) {
      try {
        const signal = AbortSignal.timeout(patience);
        const response = await fetch(`${prefix}/logs/${hash("sha256", origin)}/checkpoint`, {
          redirect: "error",
          signal,
        });
        const text = await boundedText(response, MAX_NOTE_SIZE);
        return response.status === 200 ? new TextEncoder().encode(text) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

function answerOf(key: VerifierKey, body: string, status: number, text: string): CosignAnswer {
  if (status === 200) return { lines: ownLines(key, body, text) };
  if (status === 409) return { seen: parseWitnessSize(`${text.trimEnd()}\n`) };
  return { unreachable: `it answered ${status}: ${text.slice(0, 200).trimEnd()}` };
}

/** The lines by the witness's key, all of which have to be good. */
function ownLines(key: VerifierKey, body: string, answer: string): string {
  const { text } = parseNote(parseAddCheckpoint(body).checkpoint);
  const own = parseCosignatures(answer).filter(({ name, id }) => name === key.name && id === key.id);
  if (cosignedAt(nodeCrypto, text, own, key) === undefined)
    throw new LogError("log.witness-response", `its answer has no cosignature of ${key.name}`);
  return own.map(formatSignatureLine).join("");
}

function reasonOf(error: unknown): string {
  if (error instanceof LogError || error instanceof AttestError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
