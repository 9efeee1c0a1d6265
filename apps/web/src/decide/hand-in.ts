import { formatBase64, formatEnvelope, parseBase64, parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { readPlacedAnswer } from "./placed-answer.ts";
import type { PlacedAnswer } from "./placed-answer.ts";
import type { Statement } from "./statement.ts";
import { readStatement } from "./statement.ts";

/** A decision that was signed. `etag` names the change as it was shown, where it may only be taken for that. */
export type Signed = { readonly statement: Statement; readonly envelope: Envelope; readonly etag?: string };

/** Where the service says that it stands. Nothing of it is known before its proof was verified. */
export type Placed = Signed & PlacedAnswer;

/**
 * Hands a decision in until somebody answers; it may be sent any number of times. `waits` is told what keeps it. What refuses it for good is thrown:
 * then nothing was logged. `web.precondition`: the change is not as it was shown any more.
 */
export async function handIn(api: Api, signed: Signed, waits: (problem: Problem) => void): Promise<Placed> {
  for (let pause = 1_000; ; pause = Math.min(15_000, pause * 2)) {
    try {
      return await send(api, signed);
    } catch (error) {
      if (!(error instanceof Problem) || !PASSING.has(error.status)) throw error;
      waits(error);
      await new Promise((go) => setTimeout(go, Math.max(pause, (error.retryAfter ?? 0) * 1000)));
    }
  }
}

/** Nobody answered, or somebody who may answer otherwise soon. */
const PASSING: ReadonlySet<number> = new Set([0, 408, 429, 502, 503, 504]);

async function send(api: Api, { etag, ...signed }: Signed): Promise<Placed> {
  const { statement, envelope } = signed;
  const body = bodyOf(envelope);
  const header = { "Idempotency-Key": `${statement.id}${etag === undefined ? "" : "-shown"}` };
  const headers = etag === undefined ? {} : { "if-match": etag };
  const parseAs = "arrayBuffer";
  const answer = await dataOf(api.POST("/v1/decisions", { params: { header }, headers, body, parseAs })).catch(
    async (error: unknown) => {
      if (!(error instanceof Problem) || error.code !== "web.precondition") throw error;
      // Our own decision alters the change too, and its answer may have been lost.
      if (!(await isThere(api, statement))) throw error;
      const again = { "Idempotency-Key": statement.id };
      return dataOf(api.POST("/v1/decisions", { params: { header: again }, body, parseAs }));
    },
  );
  return { ...signed, ...readPlacedAnswer(new Uint8Array(answer), statement.id) };
}

async function isThere(api: Api, { id, review: { change } }: Statement): Promise<boolean> {
  const { decisions } = await dataOf(api.GET("/v1/changes/{change}", { params: { path: { change } } }));
  return decisions.some((one) => one.id === id);
}

function bodyOf({ payload, payloadType, signatures }: Envelope) {
  return {
    payload: formatBase64(payload),
    payloadType,
    signatures: signatures.map(({ sig }) => ({ sig: formatBase64(sig) })),
  };
}

/** Keeps a signed decision until somebody answered, so that it survives whatever becomes of the page. */
export function keepSigned(kept: Storage, person: string, { envelope, etag, statement }: Signed): void {
  const text = { envelope: formatBase64(formatEnvelope(envelope)), etag };
  kept.setItem(keyOf(person, statement.review.change), JSON.stringify(text));
}

/** What was signed and not answered yet. */
export function readSigned(kept: Storage, person: string, change: string): Signed | undefined {
  const text = kept.getItem(keyOf(person, change));
  if (text === null) return undefined;
  try {
    const said: Readonly<Record<string, unknown>> = { ...JSON.parse(text) };
    const { envelope, etag } = said;
    const read = parseEnvelope(parseBase64(typeof envelope === "string" ? envelope : ""));
    const statement = readStatement(read.payload);
    return { statement, envelope: read, ...(typeof etag === "string" ? { etag } : {}) };
  } catch {
    return undefined;
  }
}

/** Forgets it: it is answered. */
export function dropSigned(kept: Storage, person: string, change: string): void {
  kept.removeItem(keyOf(person, change));
}

const keyOf = (person: string, change: string) => `countersign.signed.${person}.${change}`;
