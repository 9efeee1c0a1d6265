import { join } from "node:path";
import { openMirror, openRepository } from "@countersign/adapters/git";
import type { Clock } from "@countersign/adapters/time";
import { AttestError } from "@countersign/attest";
import { CountersignError, inTurn, remedyFor, repositoryById, requirementsOf } from "@countersign/core";
import type { LogContents, LogParts, Reason, RepositoryPolicy, Verdict } from "@countersign/core";
import type { SharedHome } from "@countersign/home";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { LogError } from "@countersign/tlog";
import type { Mirrors } from "../capture/place.ts";
import { lastTip } from "../capture/ref-moves.ts";
import { classify } from "../classify.ts";
import { cosignedLog } from "../github/deployments/cosigned-log.ts";
import { NOT_FORWARD, approvedBefore } from "../github/deployments/forward.ts";
import { judgeCandidate, policyRef } from "../github/deployments/judge-deployment.ts";
import type { Database } from "../store/database.ts";
import { deployedTo, runningBy } from "./deployed.ts";
import type { Deployed, EnvironmentName } from "./deployed.ts";
import { gateContacts } from "./gate-contacts.ts";
import { coverageMatrix } from "./matrix.ts";
import { edgesAround, stepsOf } from "./steps.ts";

/** What looking at environments runs on. */
export type EnvironmentParts = {
  readonly db: Database;
  readonly shared: SharedHome;
  readonly log: LogParts;
  readonly mirrors: Mirrors;
  readonly clock: Clock;
};

/** What could go there next: a deployment that waits on GitHub, or the tip of the protected ref. */
type Candidate = {
  readonly commit: string;
  readonly ref: string;
  /** The job that waits, with the ref as GitHub names it: a label, where the ref above is the policy's. */
  readonly waiting?: {
    readonly run: string;
    readonly deployment: string;
    readonly ref: string;
    readonly since: number;
  };
};

/** What the gate says of a candidate; where it cannot be judged, the code of why, as the gate itself would end with it. */
type GateWord = Pick<Verdict, "decision" | "code" | "reasons"> & { readonly verdict?: Verdict };

export type EnvironmentSight = Awaited<ReturnType<typeof looked>>;

/** Looks at environments. `limit.busy` while too many looks wait. */
export type Environments = {
  readonly look: (contents: LogContents, name: EnvironmentName) => Promise<EnvironmentSight>;
};

/** Looks that wait; seconds for which an answer stands where neither log nor candidate moved, since verdicts have an end. */
const MOST_WAITING = 64;
const STANDS = 30;
/** Environments of which an answer is kept. */
const MOST_KEPT = 200;

/** Looks at one environment at a time, once for the same log and candidate, however many ask: what the gate says costs git and processor time. */
export function openEnvironments(parts: EnvironmentParts): Environments {
  const turns = inTurn();
  const kept = new Map<
    string,
    { readonly key: string; readonly until: number; readonly sight: Promise<EnvironmentSight> }
  >();
  return {
    async look(contents, name) {
      const place = JSON.stringify([name.repository, name.environment]);
      const facts = await factsOf(parts, contents, name);
      const known = kept.get(place);
      const now = parts.clock.now();
      if (known !== undefined && known.key === facts.key && known.until > now) return known.sight;
      if (turns.waiting() >= MOST_WAITING)
        throw new CountersignError("limit.busy", `${turns.waiting()} looks at environments wait`);
      const sight = turns.run(() => looked(parts, contents, name, facts));
      kept.delete(place);
      kept.set(place, { key: facts.key, until: now + STANDS, sight });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      // What failed is tried again by whoever asks next.
      sight.catch(() => kept.get(place)?.sight === sight && kept.delete(place));
      return sight;
    },
  };
}

type Facts = {
  readonly history: readonly Deployed[];
  readonly candidate: Candidate | undefined;
  readonly key: string;
};

/** What the answer follows from, without git; `policy.repository`, `usage.environment` for a name that the policy does not have. */
async function factsOf({ db }: EnvironmentParts, contents: LogContents, name: EnvironmentName): Promise<Facts> {
  const measure = repositoryById(contents.policy.policy, name.repository);
  environmentOf(contents, name.environment);
  const history = await deployedTo(db, contents, name);
  const candidate = await candidateOf(db, measure, history);
  const key = JSON.stringify([contents.size, Buffer.from(contents.root).toString("hex"), candidate, history]);
  return { history, candidate, key };
}

async function candidateOf(
  db: Database,
  measure: RepositoryPolicy,
  history: readonly Deployed[],
): Promise<Candidate | undefined> {
  const waiting = history.find((one) => one.by === "github" && one.state === "open");
  const named = waiting === undefined ? undefined : namedRef(measure, waiting.ref);
  if (waiting?.by === "github" && named !== undefined) {
    const { commit, run, deployment, ref, at: since } = waiting;
    return { commit, ref: named, waiting: { run, deployment, ref, since } };
  }
  for (const { ref } of measure.refs) {
    const commit = await lastTip(db, measure.id, ref);
    if (commit !== undefined) return { commit, ref };
  }
  return undefined;
}

function namedRef(measure: RepositoryPolicy, ref: string): string | undefined {
  try {
    return policyRef(measure, ref);
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}

async function looked(
  parts: EnvironmentParts,
  contents: LogContents,
  name: EnvironmentName,
  { history, candidate }: Facts,
) {
  const { policy } = contents.policy;
  const { running, lastAllowed, drift } = runningBy(history);
  const required = requirementsOf(policy, environmentOf(contents, name.environment));
  const roles = [...new Set(required.map(({ role }) => role))];
  const word = candidate === undefined ? undefined : await gateWord(parts, name, candidate);
  const around = edgesAround(word?.verdict ?? { edges: [] }, running?.deployed.commit);
  const steps =
    candidate === undefined || around.behind.length === 0
      ? []
      : await inMirror(parts, candidate, name.repository, (repository) =>
          stepsOf(
            repository,
            contents,
            { ...repositoryById(policy, name.repository), ref: candidate.ref },
            around.behind,
          ),
        );
  const matrix = await coverageMatrix(parts.db, [...new Set(steps.flatMap(({ changes }) => changes))], roles);
  return {
    ...name,
    requires: required.map(({ id, role, count }) => ({ id, role, count })),
    running,
    lastAllowed,
    drift,
    coveredBy: around.upTo.flatMap(({ approvals }) => approvals),
    candidate,
    gate: word,
    steps: steps.map(({ edge, changes }) => ({
      edge,
      changes: changes.flatMap((change) => matrix.get(change) ?? []),
    })),
    earlier: around.behind.length - steps.length,
    history,
    gates: await gateContacts(parts.log, contents, name.environment, history),
  };
}

function environmentOf({ policy }: LogContents, id: string) {
  const found = policy.policy.environments.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new CountersignError("usage.environment", `the policy has no environment ${JSON.stringify(id)}`);
}

/** The very function that answers deployments and stands beside production, by the log as it was cosigned last. */
async function gateWord(
  parts: EnvironmentParts,
  { repository, environment }: EnvironmentName,
  candidate: Candidate,
): Promise<GateWord> {
  const { commit: sha, ref, waiting } = candidate;
  try {
    const log = await cosignedLog(parts.shared);
    const measure = repositoryById(log.policy.policy, repository);
    const mirror = await mirrorOf(parts, candidate, repository);
    const run = Number(waiting?.run ?? 0);
    const before = await approvedBefore(parts.db, { repository, run, environment });
    const judging = { classify, clock: parts.clock };
    const verdict = await judgeCandidate(judging, log, mirror, { measure, ref, asked: { sha, environment }, before });
    if (verdict === undefined)
      return errorWord(NOT_FORWARD, "another deployment that was approved has not gone on yet");
    return { decision: verdict.decision, code: verdict.code, reasons: verdict.reasons, verdict };
  } catch (error) {
    if (error instanceof CountersignError || error instanceof LogError || error instanceof AttestError)
      return errorWord(error.code, error.detail);
    throw error;
  }
}

function errorWord(code: string, message: string): GateWord {
  const reason: Reason = { code, message, remedy: remedyFor(code) };
  return { decision: "error", code, reasons: [reason] };
}

/** A mirror that is not there yet is made for ids as the candidate's. */
async function mirrorOf({ mirrors }: EnvironmentParts, { commit }: Candidate, repository: string) {
  const dir = join(mirrorFolder(mirrors, repository), "mirror.git");
  const objectFormat = commit.length === 64 ? "sha256" : "sha1";
  return openMirror({ dir, objectFormat, searchPath: mirrors.searchPath });
}

async function inMirror<T>(
  parts: EnvironmentParts,
  candidate: Candidate,
  id: string,
  work: (repository: ReturnType<typeof openRepository>) => Promise<T>,
): Promise<T> {
  await using repository = openRepository(await mirrorOf(parts, candidate, id));
  return await work(repository);
}
