import { remedyFor } from "@countersign/core";
import type { Judgement } from "./judge-deployment.ts";
import { LOOKING } from "./judge-deployment.ts";

/** What was said about a deployment until now; times in seconds. */
export type SaidBefore = {
  readonly asked: number;
  readonly decision: "approved" | "rejected" | undefined;
  readonly answered: boolean;
  /** GitHub took an approval, and nothing shows that it took it back. */
  readonly stands: boolean;
  /** Until when the verdict stands by which it was allowed last. */
  readonly validUntil: number | undefined;
  /** Since when it cannot be judged. */
  readonly failingSince: number | undefined;
  /** When a decision was sent last. */
  readonly tried: number | undefined;
  /** Decisions that GitHub did not take. */
  readonly refusals: number;
  readonly reports: number;
  /** What was reported last. */
  readonly reported: string | undefined;
};

/** What is said next. */
export type AnswerPlan =
  | { readonly act: "decide"; readonly decision: "approved" | "rejected"; readonly code: string; readonly text: string }
  | { readonly act: "report"; readonly text: string }
  | { readonly act: "nothing" };

const DAY = 86_400;
/** GitHub fails a job after thirty days: it is rejected before, so that somebody says why (attack G15). */
const REJECTED_AFTER = 29 * DAY;
const WARNED_AFTER = 28 * DAY;
/** Reports that GitHub takes; two of them are for the last day. */
const REPORTS = 10;
const RESERVE = 2;
/** Decisions that GitHub refused, after which one is tried an hour. */
const MOST_REFUSALS = 3;
const RARELY = 3_600;
/** Seconds for which an approval without a verdict stands while it cannot be judged. */
const UNJUDGED_FOR = 3_600;

/** The code with which a deployment is rejected that nobody decided about in time. */
const EXPIRED = "github.deployment-expired";

/**
 * What follows from what the gate says: allow is approved and deny is rejected; what is pending or could not be judged is told, and waits. An
 * approval that does not hold any more while GitHub still waits for others is taken back, and so is one that could not be judged until after
 * its verdict ended.
 */
export function planAnswer(judged: Judgement, said: SaidBefore, now: number): AnswerPlan {
  const age = now - said.asked;
  const wanted = wantedDecision(judged, said, now);
  if (wanted !== undefined) {
    const isSaid = wanted.decision === said.decision && said.answered;
    const isTooSoon = said.refusals >= MOST_REFUSALS && now - (said.tried ?? 0) < RARELY;
    if (isSaid || isTooSoon) return { act: "nothing" };
    return { act: "decide", ...wanted, text: decisionText(wanted) };
  }
  if (said.decision !== undefined && said.answered) return { act: "nothing" };
  const text = reportText(judged, age);
  const most = age >= WARNED_AFTER ? REPORTS : REPORTS - RESERVE;
  return text === said.reported || said.reports >= most ? { act: "nothing" } : { act: "report", text };
}

type Wanted = { readonly decision: "approved" | "rejected"; readonly code: string };

function wantedDecision({ decision, code }: Judgement, said: SaidBefore, now: number): Wanted | undefined {
  const isLate = now - said.asked >= REJECTED_AFTER;
  switch (decision) {
    case "allow":
      return { decision: "approved", code };
    case "deny":
      return { decision: "rejected", code };
    case "pending":
      if (said.stands) return { decision: "rejected", code };
      return isLate ? { decision: "rejected", code: EXPIRED } : undefined;
    case "error":
      if (said.stands && now >= unjudgedEnd(said, now)) return { decision: "rejected", code };
      return isLate ? { decision: "rejected", code: EXPIRED } : undefined;
    default:
      return decision satisfies never;
  }
}

/** Until when an approval stands that cannot be judged. */
function unjudgedEnd({ validUntil, failingSince }: SaidBefore, now: number): number {
  return validUntil ?? (failingSince ?? now) + UNJUDGED_FOR;
}

/** Codes and remedies alone: whoever can read the repository's runs can read it (attack G21). */
function decisionText({ decision, code }: Wanted): string {
  if (decision === "approved") return `Countersign allows it: ${code}.`;
  return `Countersign denies it: ${code}. ${remedyFor(code)}`;
}

function reportText({ decision, code, waitsFor }: Judgement, age: number): string {
  const end = age >= WARNED_AFTER ? " It has waited for 28 days, and is rejected after 29." : "";
  if (code === LOOKING) return `Countersign looks at what it changes.${end}`;
  if (decision === "error") return `Countersign cannot judge it yet: ${code}. ${remedyFor(code)}${end}`;
  const whom = waitsFor.length === 0 ? code : `${waitsFor.join(", ")} (${code})`;
  return `Countersign waits for ${whom}.${end}`;
}

/** Characters of a comment. */
const LONGEST = 1024;

/** A comment as GitHub takes it: the text, where people go on, and at its end what it is found by again. */
export function spellComment(text: string, url: string, mark: string): string {
  const tail = ` ${url} ${mark}`;
  return `${text.slice(0, LONGEST - tail.length - 1).toWellFormed()}${tail}`;
}

/** By this a decision of ours is known in a run's history. */
export function decisionMark(deployment: string, number: number): string {
  return `[cs:${deployment}:${number}]`;
}

/** The mark at the end of a comment of ours. */
export function markOf(comment: string): string {
  return comment.slice(comment.lastIndexOf("["));
}
