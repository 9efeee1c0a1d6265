import type { Crypto } from "../crypto.ts";
import { answer } from "../gate/answer.ts";
import type { GateFacts, GateRequest } from "../gate/facts.ts";
import { gateLog } from "../gate/gate-log.ts";
import type { GateLog } from "../gate/gate-log.ts";
import { contentQuestions } from "../gate/questions.ts";
import { baselinePoints } from "../gate/settled.ts";
import type { Verdict } from "../gate/verdict.ts";
import type { LogContents } from "../log/contents.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import type { Policy } from "../policy/policy.ts";
import { environmentById, protectedRef, repositoryById, requirementsOf } from "../policy/roster.ts";
import { classFacts } from "./class-facts.ts";
import type { Classify } from "./class-facts.ts";
import { contentAnswers } from "./content-answers.ts";
import { readLine } from "./line.ts";

/** Where the gate's objects come from: a repository somewhere, and our own mirror of what was asked for. */
export interface ObjectSource {
  /**
   * Opens the mirror with all of `wanted` in it (`git.missing-object` and its kin otherwise) and as many of `welcome` as
   * the source still has. `oldDefects` are commits whose malformed headers are tolerated.
   */
  open(objects: {
    readonly wanted: readonly Oid[];
    readonly welcome: readonly Oid[];
    readonly oldDefects: readonly Oid[];
  }): Promise<Repository & AsyncDisposable>;
}

/** The parts that the gate runs on. `now`: the gate's own clock, in seconds since the epoch. */
export type GateParts = {
  readonly crypto: Crypto;
  readonly source: ObjectSource;
  readonly classify: Classify;
  readonly now: number;
};

/**
 * Answers a request from a verified log and a repository (design, §4): gathers what Git says, thinks, asks Git what the
 * thinking needs to know of contents, and gives the verdict. Throws for what cannot be judged: `usage.environment`,
 * `policy.repository`, `policy.ref`, and everything that reading objects throws.
 */
export async function gate(parts: GateParts, log: LogContents, request: GateRequest): Promise<Verdict> {
  const known = gateLog(log);
  const { policy } = log.policy;
  const required = requirementsOf(policy, environmentById(policy, request.environment));
  const repositoryPolicy = repositoryById(policy, request.repository);
  protectedRef(repositoryPolicy, request.ref);
  if (required.length === 0) return answer(emptyFacts(parts, known, request), parts.now);
  await using repository = await parts.source.open({
    wanted: [request.commit],
    welcome: welcomeHeads(required, known, request),
    oldDefects: repositoryPolicy.oldHeaderDefects,
  });
  const measure = { policy, repository: repositoryPolicy };
  const line = await readLine(repository, measure, request.commit, baselinePoints(known, request));
  const read = { ...emptyFacts(parts, known, request), line };
  const facts = { ...read, ...(await classFacts(parts.classify, repository, read)) };
  const answers = await contentAnswers(parts.crypto, repository, repositoryPolicy.scope, line, contentQuestions(facts));
  return answer({ ...facts, answers }, parts.now);
}

/** The facts about a request before Git was asked anything. */
export function emptyFacts({ crypto }: GateParts, log: GateLog, request: GateRequest): GateFacts {
  return {
    crypto,
    request,
    log,
    line: { edges: [], commits: [] },
    answers: { sameBase: new Map(), merges: new Map() },
  };
}

/** Approved heads are needed for clean merges only; their branches may be gone. */
export function welcomeHeads(
  required: Policy["requirements"],
  log: Pick<GateLog, "reviews">,
  request: GateRequest,
): readonly Oid[] {
  const coverage = required.flatMap((requirement) => requirement.coverage);
  if (coverage.every((one) => one === "same-change")) return [];
  const approved = log.reviews.filter(
    ({ record }) => record.decision === "approve" && record.repository.id === request.repository,
  );
  return [...new Set(approved.flatMap(({ record }) => [record.head.gitCommit, record.base.gitCommit]))];
}
