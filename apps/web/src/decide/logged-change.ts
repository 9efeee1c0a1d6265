import { parseBase64, parseEnvelope } from "@countersign/attest";
import { CountersignError, checkEvidence, formatRecord, parseLeaf, verifyMachine } from "@countersign/core";
import type { ChangeRecord } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { dataOf } from "../api/client.ts";
import { digestProblem } from "../api/problem.ts";
import type { Page } from "../app/page.ts";
import { logOf, lookAtLog } from "../log/look-at-log.ts";
import type { Trusted } from "../trust/read-trust.ts";

/** That a change is in the log as it is shown: at which leaf, which service signed it, and whether the checkpoint of `size` leaves covers it already. */
export type LoggedChange = {
  readonly index: number;
  readonly service: string;
  readonly covered: boolean;
  readonly size: number;
};

/**
 * Verifies the change record as it was logged: the leaf commits to it, a service key of the policy at that leaf signed it, it says exactly what is shown, and it stands
 * under a checkpoint of a log that has only grown since this browser saw it. `web.digest` where it says something else; `log.…`, `attest.…`,
 * `bundle.evidence-mismatch`.
 */
export async function checkLoggedChange(
  { api, session: { place } }: Pick<Page, "api" | "session">,
  record: ChangeRecord,
  trusted: Trusted,
): Promise<LoggedChange> {
  const { change } = record;
  const sent = await dataOf(api.GET("/v1/changes/{change}/evidence", { params: { path: { change } } }));
  const [leaf, salt, bytes] = [parseBase64(sent.leaf), parseBase64(sent.salt), parseBase64(sent.envelope)];
  checkEvidence(nobleCrypto, parseLeaf(leaf), salt, bytes);
  const envelope = parseEnvelope(bytes);
  if (!sameBytes(envelope.payload, formatRecord(nobleCrypto, "change", record)))
    throw digestProblem("the change that is in the log is not the one that is shown");
  const { policy } = trusted.chain.findLast((one) => one.leaf < sent.index) ?? trusted.chain[0];
  const service = verifyMachine(nobleCrypto, policy, ["service"], envelope).id;
  const look = await lookAtLog({ origin: place.origin, kept: localStorage, chain: trusted.chain });
  const log = logOf(look, "Decide nothing here.");
  const size = log?.checkpoint.size ?? 0;
  if (log === undefined || sent.index >= size) return { index: sent.index, service, covered: false, size };
  const { failure } = await log.entry(sent.index, { salt, envelope: bytes, policy });
  if (failure !== undefined) throw new CountersignError(failure.code ?? "log.leaf-mismatch", failure.sentence);
  return { index: sent.index, service, covered: true, size };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
