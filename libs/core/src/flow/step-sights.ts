import type { Sha256 } from "../crypto.ts";
import { capturedChanges } from "../gate/captured.ts";
import { explainSegments } from "../gate/explanations.ts";
import type { ContentAnswers, LineFacts } from "../gate/facts.ts";
import { gateLog } from "../gate/gate-log.ts";
import type { GateLog } from "../gate/gate-log.ts";
import { acceptedRefs } from "../gate/judge.ts";
import { contentQuestions } from "../gate/questions.ts";
import type { LogContents } from "../log/contents.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import type { RepositoryPolicy } from "../policy/policy.ts";
import { commitsBelow } from "./commits-below.ts";
import { contentAnswers } from "./content-answers.ts";
import { readLine } from "./line.ts";

/** A part of a protected ref's first-parent line: what came onto it after `from`, up to `tip`. */
export type LinePart = {
  readonly measure: RepositoryPolicy;
  readonly ref: string;
  readonly from: Oid;
  readonly tip: Oid;
};

/** How the steps of a part of a line stand to what was captured, oldest first. */
export type StepSight = { readonly commit: Oid; readonly state: "explained" | "unexplained" | "nothing" };

/**
 * Which steps of a line some captured change stands for, alone or in a run (a rebase), exactly or by a clean merge where a
 * requirement accepts one; whether anybody approved it is not asked. `nothing` changes nothing in scope. Codes: those of
 * `readLine`; `limit.merges`.
 */
export async function stepSights(
  crypto: Sha256,
  repository: Repository,
  log: LogContents,
  { measure, ref, from, tip }: LinePart,
): Promise<readonly StepSight[]> {
  const known = gateLog(log);
  const { policy } = log.policy;
  const read = await readLine(repository, { policy, repository: measure }, tip, [], new Set([from]));
  const line = { ...read, below: await basesBelow(repository, known, measure, from) };
  const captured = capturedChanges(known, measure.id, acceptedRefs(policy, { repository: measure.id, ref }));
  const explained = new Set<number>();
  for (const answers of await allAnswers(crypto, repository, { measure, ref, tip, log: known, line })) {
    const segments = explainSegments({ crypto, answers, line }, captured, answers.merges.size > 0);
    for (const { start, end } of [...segments.values()].flat()) for (let at = start; at < end; at++) explained.add(at);
  }
  return line.edges.map((edge, at) => ({ commit: edge.to.commit, state: stateOf(edge, explained.has(at)) }));
}

function stateOf({ entries }: LineFacts["edges"][number], isExplained: boolean): StepSight["state"] {
  if (entries.length === 0) return "nothing";
  return isExplained ? "explained" : "unexplained";
}

type Asking = Omit<LinePart, "from"> & { readonly log: GateLog; readonly line: LineFacts };

/** What git says of clean merges, for each set of requirements that environments have; first of all nothing. */
async function allAnswers(
  crypto: Sha256,
  repository: Repository,
  { measure, ref, tip, log, line }: Asking,
): Promise<readonly ContentAnswers[]> {
  const all: ContentAnswers[] = [{ sameBase: new Map(), merges: new Map() }];
  const { environments } = log.policy.policy;
  for (const environment of new Map(
    environments.map(({ id, requires }) => [requires.toSorted().join(), id]),
  ).values()) {
    const request = { repository: measure.id, ref, commit: tip, environment, source: "" };
    const asked = contentQuestions({ crypto, request, log, line }).filter(({ kind }) => kind === "merge");
    if (asked.length > 0) all.push(await contentAnswers(crypto, repository, measure.scope, line, asked));
  }
  return all;
}

/** A clean merge stands for a step only where its base lies on the line; most bases lie below what is looked at. */
async function basesBelow(
  repository: Repository,
  log: GateLog,
  { id }: RepositoryPolicy,
  from: Oid,
): Promise<ReadonlySet<Oid>> {
  const merges = log.policy.policy.requirements.some(({ coverage }) => coverage.includes("clean-merge"));
  const here = merges ? log.changes.filter(({ record }) => record.repository.id === id) : [];
  const bases = new Set(here.map(({ record }) => record.base.gitCommit));
  return bases.size === 0 ? bases : commitsBelow(repository, from, bases);
}
