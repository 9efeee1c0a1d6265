import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { capturedChanges } from "../gate/captured.ts";
import type { GateRequest } from "../gate/facts.ts";
import { fallen } from "../gate/fallen.ts";
import type { DoubtedContent, FallenQuestion } from "../gate/fallen.ts";
import { acceptedRefs } from "../gate/judge.ts";
import { baselinesFor } from "../gate/settled.ts";
import type { Verdict } from "../gate/verdict.ts";
import type { Requirement } from "../policy/policy.ts";
import { environmentById, protectedRef, repositoryById, requirementsOf } from "../policy/roster.ts";
import type { GateState, Line, Stretch } from "../state/gate-state.ts";
import { requirementHash } from "../state/requirement-hash.ts";
import { judgeRollback } from "../state/rollback.ts";
import type { RollbackFacts } from "../state/rollback.ts";
import { coversOf } from "./covers.ts";
import type { ContentStore } from "./log-parts.ts";
import { openPageIndex } from "./page-index.ts";
import type { PageIndex } from "./page-index.ts";
import { aboutLog, savedLog } from "./saved-log.ts";

/**
 * Answers the call for the way back from saved state and its pages alone (`judgeRollback`). What was taken away from the
 * commit's contents is looked at as it stands now, because some of it may have been approved or settled again since. Reads
 * only the pages of those contents. Codes: those of `judgeRollback`, `policy.…` for a place that the policy does not know,
 * `state.page`.
 */
export async function rollbackFromState(
  crypto: Sha256,
  { state, store }: { readonly state: GateState; readonly store: ContentStore },
  request: GateRequest,
  now: number,
): Promise<Verdict> {
  const newest = state.policies.at(-1);
  if (newest === undefined) throw new CountersignError("policy.missing", "the state knows no policy");
  const environment = environmentById(newest.policy, request.environment);
  protectedRef(repositoryById(newest.policy, request.repository), request.ref);
  const number = state.lines.findIndex(
    (one) =>
      one.environment === request.environment && one.repository === request.repository && one.ref === request.ref,
  );
  const line = state.lines[number];
  const back = line?.allowed.findLast(({ commit }) => commit === request.commit);
  if (line === undefined || back === undefined) return judgeRollback(state, environment, request, { now });
  const place = { line, number, position: back.position };
  const parts = { crypto, state, index: openPageIndex(store, state.pages) };
  const found: RollbackFacts = {
    now,
    back: { ...back, since: line.allowed.length - 1 - line.allowed.lastIndexOf(back) },
    fallen: await fallenContents(parts, place, request),
    unsettled: unsettledAt(state, place, request),
  };
  return judgeRollback(state, environment, request, found);
}

type Parts = { readonly crypto: Sha256; readonly state: GateState; readonly index: PageIndex };
type Place = { readonly line: Line; readonly number: number; readonly position: number };

async function fallenContents(
  { crypto, state, index }: Parts,
  { line, number, position }: Place,
  request: GateRequest,
): Promise<readonly ("revoked" | "undermined")[]> {
  const undermined = line.undermined.filter((one) => reaches(one, position));
  const doubts = [...line.harmful.filter((one) => reaches(one, position)), ...undermined];
  if (doubts.length === 0) return [];
  const digests = new Set(doubts.map(({ digest }) => digest));
  const log = await savedLog(crypto, state, index, { digests, paths: [], objects: [] });
  const { policy } = log.policy;
  const repository = repositoryById(policy, request.repository);
  const required = new Map(policy.requirements.map((one) => [requirementHash(crypto, policy, repository, one), one]));
  const question: FallenQuestion = {
    log,
    captured: capturedChanges(log, request.repository, acceptedRefs(policy, request)),
    request,
    requirementOf: ({ requirement }) => required.get(requirement),
    renewedBy: (cover) => {
      const requirement = required.get(cover.requirement);
      if (requirement === undefined) return undefined;
      const above = baselinesFor(log, request, requirement).filter(({ record }) =>
        positionsOf(line, record.commit).some((at) => cover.position <= at && at <= position),
      );
      return above.at(-1)?.leaf;
    },
  };
  return [...digests].flatMap((digest) => {
    const covers = coversOf(index, digest).filter((cover) => cover.line === number && cover.position <= position);
    const leaves = undermined.filter((one) => one.digest === digest).map(({ leaf }) => leaf);
    const content: DoubtedContent = { digest, covers, ...(leaves.length === 0 ? {} : { lost: Math.max(...leaves) }) };
    return fallen(question, content) ?? [];
  });
}

/** Requirements that the environment has and whose baseline below the commit counts no more, with no other in its place. */
function unsettledAt(state: GateState, { line, position }: Place, request: GateRequest): readonly Requirement[] {
  const log = aboutLog(state);
  const { policy } = log.policy;
  const required = requirementsOf(policy, environmentById(policy, request.environment));
  return required.filter((requirement) =>
    line.unsettled.some(
      (one) =>
        one.requirement === requirement.id &&
        reaches(one, position) &&
        !baselinesFor(log, request, requirement).some(({ record }) =>
          positionsOf(line, record.commit).some((at) => one.from <= at && at <= position),
        ),
    ),
  );
}

function reaches({ from, until = Infinity }: Stretch, position: number): boolean {
  return from <= position && position < until;
}

function positionsOf({ base, allowed }: Line, commit: string): readonly number[] {
  return [base, ...allowed].filter((one) => one.commit === commit).map(({ position }) => position);
}
