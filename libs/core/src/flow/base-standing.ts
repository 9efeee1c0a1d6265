import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { GateFacts } from "../gate/facts.ts";
import { gateLog } from "../gate/gate-log.ts";
import type { GateLog } from "../gate/gate-log.ts";
import { judge } from "../gate/judge.ts";
import { contentQuestions } from "../gate/questions.ts";
import { baselinePoints } from "../gate/settled.ts";
import type { EdgeVerdict } from "../gate/verdict.ts";
import type { LogContents } from "../log/contents.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import type { RepositoryPolicy } from "../policy/policy.ts";
import { contentAnswers } from "./content-answers.ts";
import { readLine } from "./line.ts";

/** Paths that one row names. */
const MOST_PATHS = 20;

/** A step below a base that an environment would not let through, or the code of why nobody can tell. */
export type BaseRow = { readonly [name: string]: string };

/** On what a change would be put: a commit of a protected ref. */
export type BaseQuestion = { readonly ref: string; readonly base: Oid };

/**
 * What below a base is not covered, for whoever decides on top of it (attack D20): one row for each step that some
 * environment would not let through, with the change that stands for it; none when the base is settled. For display: the
 * gate judges these steps itself.
 */
export async function baseStanding(
  crypto: Sha256,
  repository: Repository,
  log: LogContents,
  { measure, ref, base }: BaseQuestion & { readonly measure: RepositoryPolicy },
): Promise<readonly BaseRow[]> {
  const { policy } = log.policy;
  const known = gateLog(log);
  const rows = new Map<string, BaseRow>();
  for (const { id: environment, requires } of policy.environments) {
    if (requires.length === 0) continue;
    const request = { repository: measure.id, ref, commit: base, environment, source: "" };
    const facts = { crypto, request, log: known };
    for (const row of await rowsOf(repository, measure, facts)) {
      const key = Object.entries(row).join("\n");
      const before = rows.get(key)?.["environments"];
      rows.set(key, { ...row, environments: before === undefined ? environment : `${before}, ${environment}` });
    }
  }
  return [...rows.values()];
}

async function rowsOf(
  repository: Repository,
  measure: RepositoryPolicy,
  facts: Pick<GateFacts, "crypto" | "request" | "log">,
): Promise<readonly BaseRow[]> {
  try {
    const { log, request } = facts;
    const policy = { policy: log.policy.policy, repository: measure };
    const line = await readLine(repository, policy, request.commit, baselinePoints(log, request));
    const asked = { ...facts, line };
    const answers = await contentAnswers(facts.crypto, repository, measure.scope, line, contentQuestions(asked));
    const { edges, findings } = judge({ ...asked, answers });
    const open = edges.filter(({ state }) => state === "pending" || state === "denied");
    if (open.length > 0) return open.map((edge) => rowOf(log, edge));
    return edges.length > 0 || line.commits.length > 0 ? [] : findings.slice(0, 1).map(({ code }) => ({ state: code }));
  } catch (error) {
    // What stops the gate stops nobody from looking at a change: the row says that the base could not be judged.
    if (error instanceof CountersignError) return [{ state: error.code }];
    throw error;
  }
}

function rowOf(log: GateLog, { from, to, state, residual }: EdgeVerdict): BaseRow {
  const change = log.changes.findLast(({ record }) => record.head.gitCommit === to)?.record.change;
  const paths = residual.slice(0, MOST_PATHS).map(({ path }) => (typeof path === "string" ? path : path.base64));
  return {
    from,
    to,
    state,
    ...(change === undefined ? {} : { change }),
    ...(paths.length === 0 ? {} : { paths: paths.join(", ") }),
  };
}
