import { CountersignError } from "@countersign/core";
import { confirmedReach } from "../places/place-of.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import { requestWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { GITHUB_DEPLOYMENTS } from "./ask-for-deployments.ts";
import { believe, isAlarming, lost } from "./believe.ts";
import type { Belief, Believed, DeploymentSeen, Said } from "./believe.ts";
import { judgeDeployment } from "./judge-deployment.ts";
import type { JudgeParts, Judgement } from "./judge-deployment.ts";
import { keepRequests, openRequests } from "./kept-requests.ts";
import type { KeptRequest } from "./kept-requests.ts";
import { lookAtDeployment, lookAtRun } from "./look-at-run.ts";
import type { RunLookParts, RunSeen } from "./look-at-run.ts";
import { planAnswer } from "./plan-answer.ts";
import type { AnswerPlan } from "./plan-answer.ts";
import { runOfKey } from "./requested.ts";
import { saidToEarlier } from "./said-to-earlier.ts";
import type { SaidToEarlier } from "./said-to-earlier.ts";
import { goneAround, sayDecision, sayReport, waitingEvent } from "./say.ts";
import type { SayParts } from "./say.ts";

/** What answering deployments runs on; wired once. */
export type AnswerParts = JudgeParts & PlaceParts & RunLookParts & SayParts;

/** Seconds until the next look where nothing happens: at what waits for people, for GitHub, and for what may pass by itself. */
const NEXT = { pending: 3_600, said: 600, passing: 60, unsure: 20, unreachable: 300 };
/** Seconds after which a request is no news any more, and GitHub is asked before anything is said. */
const FRESH = 10;
/** Seconds within which a decision shows in the history of its run. */
const SHOWN_WITHIN = 60;
/** Seconds after which what neither waits nor shows an end is over. */
const UNSURE_FOR = 600;

/**
 * Makes the answer to what waits for our rule in a run before an environment right, as it stands now, whoever asked for it. What GitHub believes
 * is read before anything is said again, and after each decision, and kept. A decision is kept before it is sent, and one worker at a time
 * decides. Where the App may not act, the request waits with the code: never is anything allowed by that.
 */
export function answerDeployment(parts: AnswerParts): Handler {
  return async (claimed, signal) => {
    const requests = await openRequests(parts.db, runOfKey(claimed.key));
    if (requests.length === 0) return;
    try {
      await answer(parts, claimed, requests, signal);
    } catch (error) {
      if (!(error instanceof CountersignError) || !LASTING.has(error.code)) throw error;
      await keepRequests(parts.db, claimed, await openRequests(parts.db, runOfKey(claimed.key)), {
        code: error.code,
        next: later(parts, NEXT.unreachable),
      });
    }
  };
}

/** What people have to put right first; it is looked at again without being parked. */
const LASTING: ReadonlySet<string> = new Set([
  "github.suspended",
  "github.archived",
  "github.permission",
  "github.not-installed",
  "github.not-found",
  "github.unauthorized",
  "github.refused",
  "change.repository",
]);

async function answer(
  parts: AnswerParts,
  claimed: Claimed,
  requests: readonly KeptRequest[],
  signal: AbortSignal,
): Promise<void> {
  const { repository } = runOfKey(claimed.key);
  const reached = await confirmedReach(parts, repository, signal);
  const waiting = requests.every((request) => isNews(parts, request))
    ? requests
    : await stillWaiting(parts, claimed, reached, requests, signal);
  if (waiting.length === 0) return;
  const judgements: Judgement[] = [];
  for (const request of waiting) judgements.push(await judgeDeployment(parts, request, signal));
  const judged = worst(judgements);
  const lead = waiting.at(-1);
  if (judged === undefined || lead === undefined) return;
  const failingSince = judged.decision === "error" ? (lead.row.failing_since ?? later(parts, 0)) : null;
  const validUntil = judged.decision === "allow" ? (judged.verdict?.validUntil ?? null) : lead.row.valid_until;
  const kept = {
    code: judged.code,
    failing_since: failingSince,
    valid_until: validUntil,
    log_size: String(judged.size),
    next: later(parts, judged.decision === "error" || judged.waitsFor.length === 0 ? NEXT.passing : NEXT.pending),
  };
  const goesOnWaiting = judged.decision === "pending" || judged.decision === "error";
  const news = waiting.filter(({ row }) => goesOnWaiting && row.code !== judged.code);
  await keepRequests(
    parts.db,
    claimed,
    waiting,
    kept,
    news.map((request) => waitingEvent(request, judged)),
  );
  const plan = planAnswer(
    judged,
    { ...saidBefore(lead), failingSince: secondsOf(failingSince), validUntil: secondsOf(validUntil) },
    parts.clock.now(),
  );
  const said = await say(parts, claimed, reached, waiting, { plan, judged }, signal);
  // What GitHub made of it, also where it shrugged.
  if (said) await stillWaiting(parts, claimed, reached, await openRequests(parts.db, runOfKey(claimed.key)), signal);
}

/** Nothing was said to it yet, and it was asked a moment ago. */
function isNews({ clock }: AnswerParts, { row }: KeptRequest): boolean {
  return row.number === 0 && row.reports === 0 && clock.now() - row.heard.getTime() / 1000 < FRESH;
}

function saidBefore({ row }: KeptRequest) {
  return {
    asked: row.asked.getTime() / 1000,
    decision: row.decision ?? undefined,
    answered: row.answered !== null,
    stands: row.stands,
    tried: secondsOf(row.tried),
    refusals: row.refusals,
    reports: row.reports,
    reported: row.reported ?? undefined,
  };
}

function secondsOf(time: Date | null): number | undefined {
  return time === null ? undefined : time.getTime() / 1000;
}

/** Of requests that one decision answers, the worst counts. */
function worst(judgements: readonly Judgement[]): Judgement | undefined {
  return judgements.toSorted((a, b) => SEVERITY.indexOf(a.decision) - SEVERITY.indexOf(b.decision))[0];
}

const SEVERITY: readonly Judgement["decision"][] = ["deny", "error", "pending", "allow"];

type Saying = { readonly plan: AnswerPlan; readonly judged: Judgement };

/** False where nothing was said. */
async function say(
  parts: AnswerParts,
  claimed: Claimed,
  reached: Reached,
  waiting: readonly KeptRequest[],
  { plan, judged: { verdict, before } }: Saying,
  signal: AbortSignal,
): Promise<boolean> {
  switch (plan.act) {
    case "nothing":
      return false;
    case "report":
      await sayReport(parts, claimed, reached, waiting, plan.text, signal);
      return false;
    case "decide":
      await sayDecision(parts, claimed, reached, waiting, { ...plan, verdict, before }, signal);
      return true;
    default:
      return plan satisfies never;
  }
}

/** Reads what GitHub believes of requests and keeps it; those to which something can still be said. */
async function stillWaiting(
  parts: AnswerParts,
  claimed: Claimed,
  reached: Reached,
  requests: readonly KeptRequest[],
  signal: AbortSignal,
): Promise<readonly KeptRequest[]> {
  const [first] = requests;
  if (first === undefined) return [];
  const seen = await lookAtRun(parts, reached, first.run, signal);
  const waiting: KeptRequest[] = [];
  for (const request of requests) {
    const { row } = request;
    const said = { decision: row.decision ?? undefined, answered: row.answered !== null, stands: row.stands };
    const asked = { ...request, ...said, comment: row.comment ?? undefined, refused: row.refused !== null };
    const found = await lookAtDeployment(parts, reached, seen, asked, signal);
    const taken = await takenForIt(parts, request, seen, found);
    const { belief, over } =
      taken === undefined
        ? settled(parts, believe(found, said), said, request)
        : believe({ ...found, ours: true }, { ...taken, answered: true });
    const changed = {
      believed: belief,
      ...(taken ?? answeredBy(parts, request, found.ours, belief)),
      unsure_since: belief === "unsure" ? (row.unsure_since ?? new Date(parts.clock.now() * 1000)) : null,
      next: later(parts, belief === "unsure" ? NEXT.unsure : NEXT.said),
      ...(over ? { state: belief === "approved" || belief === "rejected" ? belief : ("over" as const) } : {}),
    };
    const told = row.believed !== belief && isAlarming(belief, said) ? [goneAround(request, belief)] : [];
    const kept =
      "refused" in changed && changed.refused !== null ? [goneAround(request, "stands", row.code ?? undefined)] : [];
    await keepRequests(parts.db, claimed, [request], changed, [...told, ...kept]);
    if (belief === "approved") await lookAtOthers(parts, request);
    if (belief === "waiting") waiting.push({ ...request, row: { ...row, ...changed, state: "open" } });
  }
  return waiting;
}

/** What GitHub took for it though it was said to an earlier attempt; undefined where it took our own word about it, or it goes on waiting. */
async function takenForIt(
  { db }: AnswerParts,
  request: KeptRequest,
  seen: RunSeen,
  { ours, wentOn, ended }: DeploymentSeen,
): Promise<SaidToEarlier | undefined> {
  if (ours || request.row.answered !== null || !(wentOn || ended)) return undefined;
  return saidToEarlier(db, request, seen, wentOn ? "approved" : "rejected");
}

/** What was approved and waits for somebody else may take production back behind what went on now. */
async function lookAtOthers({ db, clock }: AnswerParts, { repository, environment }: KeptRequest): Promise<void> {
  await db
    .updateTable("github_deployment")
    .set({ next: new Date(clock.now() * 1000) })
    .where("repository", "=", repository)
    .where("environment", "=", environment)
    .where("state", "=", "open")
    .execute();
  await requestWork(db, GITHUB_DEPLOYMENTS);
}

/**
 * Our word counts as taken where GitHub shows it; where the rule was off and is on again, it has to be said anew. A rejection that shows nowhere
 * while our approval stands was shrugged off, and counts as refused.
 */
function answeredBy({ clock }: AnswerParts, { row }: KeptRequest, isOurs: boolean, belief: Belief) {
  const now = clock.now();
  const answered = row.answered ?? new Date(now * 1000);
  if (isOurs) return { answered, refusals: 0, stands: row.decision === "approved" };
  if (belief === "approved") return { answered, refusals: row.refusals };
  if (belief !== "waiting") return { answered: row.answered, refusals: row.refusals };
  if (row.believed === "rule-off") return { answered: null, refusals: 0, refused: null, stands: false };
  const isShrugged = row.decision === "rejected" && row.stands && row.answered !== null;
  return isShrugged && now - answered.getTime() / 1000 >= SHOWN_WITHIN
    ? { answered: null, refusals: row.refusals + 1, refused: "github.refused" }
    : { answered: row.answered, refusals: row.refusals };
}

/** What stays unsure for long has ended. */
function settled({ clock }: AnswerParts, found: Believed, said: Said, { row }: KeptRequest): Believed {
  if (found.belief !== "unsure" || row.unsure_since === null) return found;
  const since = row.unsure_since.getTime() / 1000;
  return clock.now() - since > UNSURE_FOR ? lost(said) : found;
}

function later({ clock }: AnswerParts, seconds: number): Date {
  return new Date((clock.now() + seconds) * 1000);
}
