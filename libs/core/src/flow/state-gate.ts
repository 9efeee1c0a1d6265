import { judged } from "../gate/answer.ts";
import type { GateFacts, GateRequest, LineFacts } from "../gate/facts.ts";
import { gateLog } from "../gate/gate-log.ts";
import type { GateLog } from "../gate/gate-log.ts";
import { LONGEST_RUN } from "../gate/explanations.ts";
import { acceptedRefs } from "../gate/judge.ts";
import type { Judgement } from "../gate/judge.ts";
import { contentQuestions } from "../gate/questions.ts";
import type { SavedLine } from "../gate/saved-line.ts";
import { baselinePoints, newestDeployment } from "../gate/settled.ts";
import type { BaselinePoint } from "../gate/settled.ts";
import type { Verdict } from "../gate/verdict.ts";
import type { LogContents } from "../log/contents.ts";
import type { Repository } from "../objects/repository.ts";
import type { Requirement } from "../policy/policy.ts";
import { environmentById, protectedRef, repositoryById, requirementsOf } from "../policy/roster.ts";
import type { GateState } from "../state/gate-state.ts";
import { requirementHash } from "../state/requirement-hash.ts";
import { classFacts } from "./class-facts.ts";
import { commitsBelow } from "./commits-below.ts";
import { contentAnswers } from "./content-answers.ts";
import { emptyFacts, welcomeHeads } from "./gate.ts";
import type { GateParts } from "./gate.ts";
import { readLine } from "./line.ts";
import { lineDigests } from "./line-digests.ts";
import type { ContentStore } from "./log-parts.ts";
import type { PageIndex } from "./page-index.ts";
import { judgedSize, savedLine, settledAt } from "./saved-facts.ts";
import type { LineStart } from "./saved-facts.ts";
import { aboutLog, savedLog } from "./saved-log.ts";
import { settle } from "./settle.ts";
import { readSums } from "./sum-list.ts";

/** A log that was followed up to a checkpoint, by state and index; nothing of it is written yet. */
export type KnownLog = {
  readonly state: GateState;
  readonly index: PageIndex;
  readonly store: ContentStore;
  /** What the newest bundle brought. */
  readonly news: LogContents;
  /** Fingerprints of the changes among that. */
  readonly sums: readonly number[];
  /** Whether it brought all of the log. */
  readonly whole: boolean;
};

/**
 * Answers a request as `gate` does, but from saved state: only what lies above the newest commit that this gate allowed
 * is judged, with everything that was said since about what lies below. Answers the state to keep, in which an allowed
 * commit is settled. Codes as those of `gate`, and `state.page`.
 */
export async function gateWithState(
  parts: GateParts,
  known: KnownLog,
  request: GateRequest,
): Promise<{ readonly verdict: Verdict; readonly state: GateState }> {
  const { state } = known;
  const { policy } = aboutLog(state).policy;
  const required = requirementsOf(policy, environmentById(policy, request.environment));
  const repositoryPolicy = repositoryById(policy, request.repository);
  protectedRef(repositoryPolicy, request.ref);
  if (required.length === 0) return { verdict: judged(unasked(parts, known, request), parts.now).verdict, state };
  await using repository = await parts.source.open({
    wanted: [request.commit],
    welcome: welcomeHeads(required, known.news, request),
    oldDefects: repositoryPolicy.oldHeaderDefects,
  });
  const hashOf = (requirement: Requirement) => requirementHash(parts.crypto, policy, repositoryPolicy, requirement);
  const refs = acceptedRefs(policy, request);
  const court: Court = { parts, known, request, required, repository, hashOf, refs };
  const newest = lineStart(state, request);
  const first = await judgeFrom(court, newest);
  const { decision, code } = first.verdict;
  const refused = decision === "deny" || decision === "pending" || code === "gate.break-glass";
  const below = newest === undefined || !refused ? undefined : earlierStart(newest);
  const second = below === undefined ? undefined : await judgeFrom(court, below);
  const found = second?.verdict.code === "gate.allowed" ? second : first;
  return { verdict: found.verdict, state: await kept(court, found) };
}

type Court = {
  readonly parts: GateParts;
  readonly known: KnownLog;
  readonly request: GateRequest;
  readonly required: readonly Requirement[];
  readonly repository: Repository;
  readonly hashOf: (requirement: Requirement) => string;
  readonly refs: ReadonlySet<string>;
};

type Judged = {
  readonly verdict: Verdict;
  readonly judgement: Judgement;
  readonly line: LineFacts;
  readonly started?: LineStart & { readonly saved: SavedLine };
};

function unasked(parts: GateParts, { state }: KnownLog, request: GateRequest): GateFacts {
  const log: GateLog = { ...aboutLog(state), changes: [], reviews: [], touching: () => new Set() };
  return emptyFacts(parts, log, request);
}

/** The newest allowed commit of the request's line. */
function lineStart({ lines }: GateState, request: GateRequest): LineStart | undefined {
  const number = lines.findIndex(
    ({ environment, repository, ref }) =>
      environment === request.environment && repository === request.repository && ref === request.ref,
  );
  const line = lines[number];
  const start = line?.allowed.at(-1);
  return line === undefined || start === undefined ? undefined : { line, number, start };
}

/** Where a run may begin that goes beyond the newest allowed commit: then what lies between is judged once more. */
function earlierStart({ line, number, start }: LineStart): LineStart | undefined {
  const earlier = [line.base, ...line.allowed].find(({ position }) => position > start.position - LONGEST_RUN);
  return earlier === undefined || earlier.commit === start.commit ? undefined : { line, number, start: earlier };
}

async function judgeFrom(court: Court, at: LineStart | undefined): Promise<Judged> {
  const { parts, known, request, required, repository, hashOf, refs } = court;
  const { policy } = aboutLog(known.state).policy;
  const repositoryPolicy = repositoryById(policy, request.repository);
  const settled = at === undefined ? new Map() : settledAt(at, required, hashOf, refs);
  const points = linePoints(court, at, settled);
  const stops = new Set(at === undefined ? [] : [at.line.base, ...at.line.allowed].map(({ commit }) => commit));
  const line = await readLine(repository, { policy, repository: repositoryPolicy }, request.commit, points, stops);
  const { log, digests } = await logFor(court, line, at);
  const saved =
    at === undefined
      ? undefined
      : await savedLine(repository, repositoryPolicy.scope, known.index, at, settled, {
          digests,
          log,
          candidate: request.commit,
        });
  const read = {
    ...unasked(parts, known, request),
    log,
    line: { ...line, ...(await belowFor(court, line, log)) },
    ...(saved === undefined ? {} : { saved }),
  };
  const facts = { ...read, ...(await classFacts(parts.classify, repository, read)) };
  const answers = await contentAnswers(parts.crypto, repository, repositoryPolicy.scope, line, contentQuestions(facts));
  const found = judged({ ...facts, answers }, parts.now);
  return { ...found, line, ...(at === undefined || saved === undefined ? {} : { started: { ...at, saved } }) };
}

/** Where the walk down the line has to come to: the start, and whatever may have been settled or deployed since. */
function linePoints(
  { known: { state }, request, required }: Court,
  at: LineStart | undefined,
  settled: SavedLine["settled"],
): readonly BaselinePoint[] {
  const log = aboutLog(state);
  const all = baselinePoints(log, request);
  if (at === undefined) return all;
  const size = judgedSize(at.line);
  const since = required.every(({ id }) => settled.has(id)) ? all.filter(({ leaf }) => leaf >= size) : all;
  const deployed = newestDeployment(log, request);
  const unknown =
    deployed !== undefined &&
    deployed.leaf >= size &&
    !at.line.allowed.some(({ commit }) => commit === deployed.record.commit);
  return [
    { commit: at.start.commit, leaf: size },
    ...since,
    ...(unknown && deployed !== undefined ? [{ commit: deployed.record.commit, leaf: deployed.leaf }] : []),
  ];
}

async function logFor(
  { parts, known, required }: Court,
  line: LineFacts,
  at: LineStart | undefined,
): Promise<{ readonly log: GateLog; readonly digests: ReadonlySet<string> }> {
  const { state, index, news, whole, store } = known;
  if (whole) return { log: gateLog(news), digests: new Set() };
  const sums = new Set([...(line.edges.length > 1 ? await readSums(store, state.sums) : []), ...known.sums]);
  const contested = at?.line.contested ?? [];
  await index.load(contested);
  const digests = new Set([...lineDigests(parts.crypto, line, sums), ...contested]);
  const merges = required.some(({ coverage }) => coverage.includes("clean-merge"));
  const paths = merges ? [...new Set(line.edges.flatMap(({ entries }) => entries.map(({ path }) => path)))] : [];
  const objects = line.edges.length > 8 ? [] : line.edges.flatMap(({ to }) => [to.tree, to.commit]);
  return { log: await savedLog(parts.crypto, state, index, { digests, paths, objects }), digests };
}

/** Clean merges need to know whether an approved base lies on the line below its start. */
async function belowFor(
  { repository, required }: Court,
  { commits }: LineFacts,
  log: GateLog,
): Promise<Pick<LineFacts, "below">> {
  const [start] = commits;
  if (start === undefined || !required.some(({ coverage }) => coverage.includes("clean-merge"))) return {};
  const wanted = new Set(log.changes.map(({ record }) => record.base.gitCommit));
  return { below: await commitsBelow(repository, start, wanted) };
}

/** A commit that the gate allowed by its requirements is settled; nothing else settles anything. */
async function kept(
  { parts, known, request, hashOf, refs }: Court,
  { verdict, judgement, line, started }: Judged,
): Promise<GateState> {
  if (verdict.code !== "gate.allowed") return known.state;
  const { environment, repository, ref } = request;
  return settle(known.state, known.index, {
    place: { environment, repository, ref },
    facts: line,
    judgement,
    ...(started === undefined ? {} : { started }),
    hashOf,
    refs,
    time: known.state.time ?? Math.floor(parts.now),
  });
}
