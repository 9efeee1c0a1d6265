import type { Clock } from "@countersign/adapters/time";
import { openRepository } from "@countersign/adapters/git";
import type { Mirror } from "@countersign/adapters/git";
import { CountersignError, gate, repositoryById } from "@countersign/core";
import type { Classify, GateDecision, LogContents, RepositoryPolicy, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { SharedHome } from "@countersign/home";
import { fetchEach } from "../../capture/fetch-each.ts";
import { openPlace } from "../../capture/place.ts";
import type { Mirrors, Place, WhereAndWho } from "../../capture/place.ts";
import { anyOid, lastTip } from "../../capture/ref-moves.ts";
import type { RepositorySettings } from "../../settings/settings.ts";
import type { Database } from "../../store/database.ts";
import { cosignedLog } from "./cosigned-log.ts";
import { NOT_FORWARD, approvedBefore, direction, notForward } from "./forward.ts";
import type { ApprovedBefore } from "./forward.ts";
import type { RequestedDeployment } from "./requested.ts";
import { keptVerdict } from "./kept-verdict.ts";
import type { KeptVerdict } from "./kept-verdict.ts";

/** What judging a deployment runs on. */
export type JudgeParts = {
  readonly db: Database;
  readonly shared: SharedHome;
  readonly mirrors: Mirrors;
  readonly classify: Classify;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly places: readonly Pick<RepositorySettings, "id" | "fetch" | "authorization">[];
  readonly whereAndWho: WhereAndWho;
  /** The file of the key of the service's own gate, where it has one. */
  readonly gateKey: string | undefined;
};

/** What the gate says about a deployment now. */
export type Judgement = {
  readonly decision: GateDecision;
  readonly code: string;
  /** Roles that have not decided yet. */
  readonly waitsFor: readonly string[];
  /** Leaves of the log that it was judged by. */
  readonly size: number;
  readonly verdict?: KeptVerdict;
  /** What was approved for the environment when it was judged. */
  readonly before?: ApprovedBefore;
};

/** Seconds for which what nobody captured yet is waited for: a workflow starts in the moment in which something lands. */
const CAPTURED_WITHIN = 120;

/** What the policy itself rules out: no later decision changes it. */
const DENIALS: ReadonlySet<string> = new Set(["usage.environment", "policy.repository", "policy.ref"]);

/**
 * Asks the gate function that stands beside production about a deployment's commit, for its environment, by the log as it was cosigned last. What
 * would lose something that we let go on before is denied, whatever was decided about it: `gate.not-forward`. An environment, repository or
 * ref that the policy does not have is denied; whatever else cannot be judged is an error.
 */
export async function judgeDeployment(
  parts: JudgeParts,
  asked: RequestedDeployment,
  signal: AbortSignal,
): Promise<Judgement> {
  const { size } = parts.shared.soFar() ?? { size: 0 };
  try {
    return await judged(parts, await cosignedLog(parts.shared), asked, signal);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return { decision: DENIALS.has(error.code) ? "deny" : "error", code: error.code, waitsFor: [], size };
  }
}

async function judged(
  parts: JudgeParts,
  log: LogContents,
  asked: RequestedDeployment,
  signal: AbortSignal,
): Promise<Judgement> {
  const { policy } = log.policy;
  const measure = repositoryById(policy, asked.repository);
  const ref = policyRef(measure, asked.ref);
  const { size } = log;
  const place = await placeWith(parts, measure, asked, signal);
  const before = await approvedBefore(parts.db, asked);
  const verdict = await judgeCandidate(parts, log, place.mirror, { measure, ref, asked, before });
  if (verdict === undefined) return { decision: "error", code: NOT_FORWARD, waitsFor: [], size };
  const { code, decision } = verdict;
  if (decision === "deny" && code === "gate.residual" && (await isUnseen(parts, asked, ref)))
    return { decision: "pending", code: LOOKING, waitsFor: [], size };
  const requestId = `${asked.repository}/runs/${asked.run}/deployments/${asked.deployment}`;
  const stamp = { requestId, now: parts.clock.now() };
  const open = verdict.requirements.filter(({ state }) => state === "UNSATISFIED").map(({ role }) => role);
  return {
    decision,
    code,
    waitsFor: [...new Set(open)].toSorted(),
    size,
    verdict: await keptVerdict(parts.gateKey, log, verdict, stamp),
    before,
  };
}

/** What is judged: a commit for an environment, on a ref of the policy, with what was approved for the environment before. */
export type Candidate = {
  readonly measure: RepositoryPolicy;
  readonly ref: string;
  readonly asked: Pick<RequestedDeployment, "sha" | "environment">;
  readonly before: ApprovedBefore;
};

/**
 * The gate's answer about a candidate that a mirror has, or that it would take production back; undefined while something else was approved that
 * GitHub may act on. Throws as `gate` does.
 */
export async function judgeCandidate(
  parts: Pick<JudgeParts, "classify" | "clock">,
  log: LogContents,
  mirror: Mirror,
  candidate: Candidate,
): Promise<Verdict | undefined> {
  const said = await verdictOf(parts, log, mirror, candidate);
  const goes = mayGoBack(said) ? "forward" : await goesBy(mirror, candidate);
  if (goes === "unknown") return undefined;
  return goes === "back" ? notForward(said) : said;
}

/** Where nothing is required, what may not go on anyway, and what people broke the glass for: the gate itself does not look at the order there. */
function mayGoBack({ decision, code, requirements }: Verdict): boolean {
  const isOpen = decision === "allow" || decision === "pending";
  return !isOpen || requirements.length === 0 || code === "gate.break-glass";
}

async function goesBy(mirror: Mirror, { asked, before }: Candidate) {
  await using repository = openRepository(mirror);
  return await direction(repository, anyOid(asked.sha), before);
}

/** The code while capture has not looked at what is to be deployed. */
export const LOOKING = "deployment.looking";

/**
 * The ref of the policy that a deployment is judged on: the one that it names, or the only one that there is. What it names is a label; the line
 * of its commit is judged by what was decided for that ref. `policy.ref`
 */
export function policyRef({ id, refs }: RepositoryPolicy, named: string): string {
  const full = named.startsWith("refs/") ? named : `refs/heads/${named}`;
  const [first, second] = refs;
  if (refs.some(({ ref }) => ref === full)) return full;
  if (first !== undefined && second === undefined) return first.ref;
  throw new CountersignError("policy.ref", `${id} has no protected ref ${JSON.stringify(full.slice(0, 80))}`);
}

async function verdictOf(
  { classify, clock }: Pick<JudgeParts, "classify" | "clock">,
  log: LogContents,
  mirror: Mirror,
  { measure, ref, asked }: Candidate,
): Promise<Verdict> {
  const source = { open: async () => openRepository(mirror) };
  const { environment } = asked;
  return gate({ crypto: nodeCrypto, source, classify, now: clock.now() }, log, {
    repository: measure.id,
    ref,
    commit: anyOid(asked.sha),
    environment,
    source: measure.uri,
  });
}

/** The mirror with the candidate in it. */
async function placeWith(
  parts: JudgeParts,
  { oldHeaderDefects: skipList }: RepositoryPolicy,
  { repository, sha }: RequestedDeployment,
  signal: AbortSignal,
): Promise<Place> {
  const settings = parts.places.find(({ id }) => id === repository);
  if (settings === undefined)
    throw new CountersignError("policy.repository", `nobody says where ${repository} is fetched from`);
  const place = await openPlace(parts, settings, signal);
  const commit = anyOid(sha);
  const missing = await fetchEach(place, [commit], { skipList, signal });
  const lost = missing.get(commit);
  if (lost !== undefined) throw lost;
  return place;
}

/** Whether capture has not come to this commit yet; not for long. */
async function isUnseen({ db, clock }: JudgeParts, { repository, sha, asked }: RequestedDeployment, ref: string) {
  if (clock.now() - asked.getTime() / 1000 > CAPTURED_WITHIN) return false;
  return (await lastTip(db, repository, ref)) !== sha;
}
