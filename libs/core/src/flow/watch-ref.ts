import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { GateLog } from "../gate/gate-log.ts";
import { gateLog } from "../gate/gate-log.ts";
import { judge } from "../gate/judge.ts";
import { contentQuestions } from "../gate/questions.ts";
import { baselinePoints } from "../gate/settled.ts";
import type { LogContents, LoggedReview } from "../log/contents.ts";
import { alarm, repositoryPart } from "../monitor/alarm.ts";
import type { Alarm } from "../monitor/alarm.ts";
import { uncoveredAlarms } from "../monitor/uncovered.ts";
import type { JudgedLine } from "../monitor/uncovered.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import type { RepositoryPolicy } from "../policy/policy.ts";
import { classFacts } from "./class-facts.ts";
import type { Classify } from "./class-facts.ts";
import { contentAnswers } from "./content-answers.ts";
import { readLine } from "./line.ts";

/** What judging a ref runs on: a mirror that has it, and the detectors. */
export type RefParts = { readonly crypto: Crypto; readonly repository: Repository; readonly classify: Classify };

/** A protected ref at a commit. */
export type RefTip = { readonly repository: RepositoryPolicy; readonly ref: string; readonly tip: Oid };

/**
 * What on a protected ref no decision covers (`monitor.uncovered`), or why nobody can tell (`monitor.unjudged`, with the code).
 * Its first-parent line is judged as the gate does it, once for each set of requirements that environments have in common,
 * but for what belongs to deploying alone: freshness, earlier deployments, the end of an approval and the environments that it
 * is for are left aside, and an emergency covers nothing.
 */
export async function watchRef(parts: RefParts, log: LogContents, place: RefTip): Promise<readonly Alarm[]> {
  try {
    return uncoveredAlarms(await judgeLine(parts, asLanded(log), place));
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return [unjudged(place, error)];
  }
}

/** An alarm that a ref cannot be judged: what stops the gate stops whoever watches it. */
function unjudged({ repository: { id }, ref, tip }: RefTip, { code, detail }: CountersignError): Alarm {
  return alarm({
    part: repositoryPart(id),
    code: "monitor.unjudged",
    subject: `${id} ${ref} ${tip}`,
    text: `${tip} on ${ref} of ${id} cannot be judged: ${code}: ${detail}`,
    at: { commit: tip },
  });
}

/** The log as it speaks of landing. */
function asLanded(log: LogContents): GateLog {
  const reviews = log.reviews.map((review) => (review.record.decision === "approve" ? unconditional(review) : review));
  return gateLog({ ...log, reviews, deployments: [], breakGlass: [] });
}

function unconditional({ record: { conditions: _conditions, ...record }, ...logged }: LoggedReview): LoggedReview {
  return { ...logged, record };
}

async function judgeLine(
  { crypto, repository, classify }: RefParts,
  log: GateLog,
  { repository: measure, ref, tip }: RefTip,
): Promise<readonly JudgedLine[]> {
  const { policy } = log.policy;
  const about = { repository: measure.id, ref, commit: tip, environment: "", source: "REPO" };
  const line = await readLine(repository, { policy, repository: measure }, tip, baselinePoints(log, about));
  const judged: JudgedLine[] = [];
  for (const environments of sameRequirements(log)) {
    const [environment = ""] = environments;
    const asked = { crypto, log, line, request: { ...about, environment } };
    const known = { ...asked, ...(await classFacts(classify, repository, asked)) };
    const answers = await contentAnswers(crypto, repository, measure.scope, line, contentQuestions(known));
    const facts = { ...known, answers };
    judged.push({ environments, facts, judgement: judge(facts) });
  }
  return judged;
}

/**
 * Environments that require anything, together where they require the same. Somebody who speaks against content for some
 * environments alone takes them apart.
 */
function sameRequirements({ policy: { policy }, reviews }: GateLog): readonly (readonly string[])[] {
  const apart = reviews.some(({ record: { conditions } }) => conditions?.environments !== undefined);
  const requiring = policy.environments.filter(({ requires }) => requires.length > 0);
  const bySet = Map.groupBy(requiring, ({ id, requires }) => (apart ? id : JSON.stringify(requires.toSorted())));
  return [...bySet.values()].map((all) => all.map(({ id }) => id));
}
