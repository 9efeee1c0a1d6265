import type { LogContents } from "../log/contents.ts";
import type { Environment } from "../policy/policy.ts";
import { environmentById, repositoryById } from "../policy/roster.ts";
import type { Verdict } from "./verdict.ts";
import type { VerdictRecord } from "./verdict-record.ts";
import { formatTime } from "../time.ts";

/** How long a verdict stands where the environment does not say: a quarter of an hour, in seconds. */
const USUAL_TTL = 900;

/** What a gate adds to its answer when it signs it. `now`: its own clock, in seconds. */
export type VerdictStamp = { readonly requestId: string; readonly artifact: string | undefined; readonly now: number };

/** What of a log a signed verdict rests on. */
export type SigningLog = Pick<LogContents, "policy" | "time" | "breakGlass">;

/** The statement that a gate signs about an answer ("Records", `verdict`). */
export function composeVerdict(log: SigningLog, verdict: Verdict, stamp: VerdictStamp): VerdictRecord {
  const { policy } = log.policy;
  const { id, uri } = repositoryById(policy, verdict.repository);
  const end = verdictEnd(log, verdict, stamp.now);
  return {
    decision: verdict.decision,
    code: verdict.code,
    repository: { id, uri },
    ref: verdict.ref,
    commit: verdict.commit,
    environment: verdict.environment,
    ...(stamp.artifact === undefined ? {} : { artifact: stamp.artifact }),
    requestId: stamp.requestId,
    policy: verdict.policy,
    log: { size: verdict.log.size, root: verdict.log.root },
    validUntil: formatTime(end),
    reasons: verdict.reasons,
  };
}

/**
 * When a verdict ends, in seconds: after the environment's `verdictTtl`, and never later than what it rests on, be it the
 * freshness of the log, the end of an approval that carries an edge, or of the break-glass that opened.
 */
function verdictEnd(log: SigningLog, verdict: Verdict, now: number): number {
  const environment = environmentById(log.policy.policy, verdict.environment);
  const ends = [now + (environment.verdictTtl ?? USUAL_TTL), ...freshUntil(log, verdict, environment)];
  const restsOn = [...approvalEnds(log, verdict), ...breakGlassEnds(log, verdict)];
  return Math.max(now, Math.min(...ends, ...restsOn));
}

/** Rollback rests on saved state, which may be older than the log of a deployment. */
function freshUntil({ time }: SigningLog, { code }: Verdict, environment: Environment): readonly number[] {
  const age = code === "gate.rollback" ? environment.rollback?.staleness : environment.freshness;
  return age === undefined || time === undefined || environment.requires.length === 0 ? [] : [time + age];
}

/** Those that have run out already count because a receipt carries their edges. */
function approvalEnds({ time }: SigningLog, { edges }: Verdict): readonly number[] {
  return edges
    .flatMap(({ approvals }) => approvals.flatMap(({ notAfter }) => notAfter ?? []))
    .map(seconds)
    .filter((end) => time === undefined || end >= time);
}

function breakGlassEnds(log: SigningLog, { code, repository, ref, commit, environment }: Verdict): readonly number[] {
  if (code !== "gate.break-glass") return [];
  const ends = log.breakGlass
    .map(({ record }) => record)
    .filter((one) => one.repository.id === repository && one.ref === ref)
    .filter((one) => one.commit === commit && one.environment === environment)
    .map(({ notAfter }) => seconds(notAfter));
  return ends.filter((end) => log.time === undefined || end >= log.time);
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
