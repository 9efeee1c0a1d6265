import { resolve } from "node:path";
import { readLines } from "@countersign/adapters/files/reading";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core/error";
import type { Policy, Verdict } from "@countersign/core/judging";
import {
  CLOCK_TOLERANCE,
  MAX_LINE_BYTES,
  followState,
  formatTime,
  gateWithState,
  rollbackFromState,
  storeKnown,
} from "@countersign/core/saved-state";
import type { GateState, KnownLog, Root } from "@countersign/core/saved-state";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Invocation } from "./command.ts";
import { BUNDLE_LIMIT, namingHome, withObjects } from "./judging.ts";
import { fullCommit } from "./source.ts";
import type { JudgingRequest } from "./judging.ts";
import { placeOf } from "./place.ts";
import type { StateFolder } from "./state-folder.ts";

/** A clock that was set back must not make a stale log fresh (attack H13): `time.backwards`. */
export function checkClock({ state }: Pick<StateFolder, "state">): void {
  const now = systemClock().now();
  if (state?.time === undefined || now + CLOCK_TOLERANCE >= state.time) return;
  throw new CountersignError(
    "time.backwards",
    `this machine says ${formatTime(now)}, and this gate has seen a checkpoint of ${formatTime(state.time)}`,
  );
}

/** Follows a bundle from the state on; nothing is kept yet. */
export function followBundleFile(folder: StateFolder, bundle: string, root: Root): Promise<KnownLog> {
  const lines = readLines(resolve(bundle), { maxLine: MAX_LINE_BYTES, maxBytes: BUNDLE_LIMIT });
  return followState(nodeCrypto, root, { state: folder.state, store: folder.pages }, lines);
}

/**
 * Asks the gate from saved state, and keeps what it learnt before anybody hears the answer: also when it denies, and
 * when it cannot judge, because a rejection that was seen once must not be hidden later.
 */
export async function judgeWithState(
  folder: StateFolder,
  known: KnownLog,
  request: JudgingRequest,
  invocation: Pick<Invocation, "home" | "value">,
): Promise<Verdict> {
  let next: GateState = known.state;
  try {
    const answered = await withObjects(
      policyOf(known.state),
      { ...request, keep: folder.dir },
      invocation,
      (parts, asked) => gateWithState(parts, known, asked),
    );
    next = answered.state;
    return namingHome(invocation, answered.verdict);
  } finally {
    await folder.save(await storeKnown(known, next));
  }
}

/** Asks for the way back, from saved state alone, or from the state after a bundle that was followed. */
export async function judgeBack(
  folder: StateFolder,
  known: KnownLog | undefined,
  request: Omit<JudgingRequest, "repo">,
): Promise<Verdict> {
  const state = known === undefined ? folder.state : await storeKnown(known, known.state);
  if (state === undefined)
    throw new CountersignError("rollback.not-verified", `${folder.dir} begins now: this gate has allowed nothing yet`);
  if (known !== undefined) await folder.save(state);
  const { repository, ref } = placeOf(policyOf(state), request);
  const commit = fullCommit(request.commit, request.commit.length === 64 ? "sha256" : "sha1");
  const { environment } = request;
  return await rollbackFromState(
    nodeCrypto,
    { state, store: folder.pages },
    { repository: repository.id, ref, commit, environment, source: "" },
    systemClock().now(),
  );
}

function policyOf({ policies }: GateState): Policy {
  const newest = policies.at(-1);
  if (newest === undefined) throw new CountersignError("policy.missing", "the state knows no policy");
  return newest.policy;
}
