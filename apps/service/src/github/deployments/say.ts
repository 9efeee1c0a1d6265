import type { Clock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import type { Database } from "../../store/database.ts";
import type { QueueEvent } from "../../queue/event.ts";
import type { Claimed } from "../../work/work.ts";
import type { Github } from "../client/github.ts";
import type { Reached } from "../places/place-of.ts";
import { holdApproved } from "./forward.ts";
import type { ApprovedBefore } from "./forward.ts";
import { keepRequests } from "./kept-requests.ts";
import type { KeptRequest } from "./kept-requests.ts";
import type { KeptVerdict } from "./kept-verdict.ts";
import { decisionMark, spellComment } from "./plan-answer.ts";

/** What saying something to GitHub runs on; `url` is where people reach the service. */
export type SayParts = { readonly db: Database; readonly github: Github; readonly clock: Clock; readonly url: string };

const ROUTE = "POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule";

/** A decision, and the verdict that it follows from; absent where there was nothing to judge. */
export type Decided = {
  readonly decision: "approved" | "rejected";
  readonly code: string;
  readonly text: string;
  readonly verdict: KeptVerdict | undefined;
  /** What was approved when it was judged. */
  readonly before: ApprovedBefore | undefined;
};

/**
 * Decides what waits: kept first, under the next number, with the verdict; then sent, once; then marked as taken, or as refused. Where no answer
 * came it is neither, and whoever goes on looks what GitHub believes (attack G7).
 */
export async function sayDecision(
  { db, github, clock, url }: SayParts,
  claimed: Claimed,
  reached: Reached,
  requests: readonly KeptRequest[],
  { decision, code, text, verdict, before }: Decided,
  signal: AbortSignal,
): Promise<void> {
  const lead = requests.at(-1);
  if (lead === undefined) return;
  const number = Math.max(...requests.map(({ row }) => row.number)) + 1;
  const comment = spellComment(text, url, decisionMark(lead.row.deployment, number));
  const evidence = {
    verdict: verdict === undefined ? null : Buffer.from(verdict.bytes),
    verdict_id: verdict?.id ?? null,
    signed: verdict?.signed ?? false,
  };
  const kept = { decision, comment, code, number, answered: null, tried: new Date(clock.now() * 1000), ...evidence };
  await keepRequests(db, claimed, requests, kept, [], async (one) => {
    if (decision === "approved" && before !== undefined) await holdApproved(one, lead, before);
  });
  const decided = requests.map((request) => ({ ...request, row: { ...request.row, number } }));
  const refused = await sent(github, reached, lead, { state: decision, comment }, signal).catch(refusal(NOT_TAKEN));
  if (refused === undefined) {
    const answered = new Date(clock.now() * 1000);
    // That an approval was taken back shows only in the history of the run.
    const taken = decision === "approved" ? { answered, refusals: 0, stands: true } : { answered };
    return keepRequests(
      db,
      claimed,
      decided,
      taken,
      decided.map((request) => answeredEvent(request, number, code)),
    );
  }
  const standing = requests.filter(({ row }) => decision === "rejected" && row.stands);
  await keepRequests(
    db,
    claimed,
    decided,
    { refusals: lead.row.refusals + 1, refused: refused.code },
    standing.map((request) => goneAround(request, "stands", code)),
  );
}

/** A decision that GitHub took; each once. */
function answeredEvent(request: KeptRequest, number: number, code: string): QueueEvent {
  const { repository, deployment } = request;
  const key = `deployment ${repository} ${deployment} decided ${number}`;
  return { key, kind: "deployment.decided", data: aboutRequest(request, code) };
}

/** That a job waits, and by which code; told again when that is another one. */
export function waitingEvent(
  request: KeptRequest,
  { code, size }: { readonly code: string; readonly size: number | bigint },
): QueueEvent {
  const { repository, deployment } = request;
  const key = `deployment ${repository} ${deployment} waiting ${code} ${size}`;
  return { key, kind: "deployment.waiting", data: aboutRequest(request, code) };
}

function aboutRequest({ repository, run, environment, deployment }: KeptRequest, code: string) {
  return { code, repository, run, environment, deployment };
}

/** A job that goes on without our word or against it, or may, and why; each once. */
export function goneAround(request: KeptRequest, how: string, code = "monitor.gate-removed"): QueueEvent {
  const { repository, deployment } = request;
  return {
    key: `deployment ${repository} ${deployment} ${how}`,
    kind: "gate.bypassed",
    data: aboutRequest(request, code),
  };
}

/** Reports how it stands. It is counted before it is sent: GitHub may have taken one whose answer was lost, and takes ten. */
export async function sayReport(
  { db, github, url }: SayParts,
  claimed: Claimed,
  reached: Reached,
  requests: readonly KeptRequest[],
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const lead = requests.at(-1);
  if (lead === undefined) return;
  const comment = spellComment(text, url, "");
  await keepRequests(db, claimed, requests, { reports: lead.row.reports + 1 });
  const refused = await sent(github, reached, lead, { comment }, signal).catch(refusal(NOT_HEARD));
  await keepRequests(db, claimed, requests, { reported: text, refused: refused?.code ?? null });
}

async function sent(
  github: Github,
  { owner, repo, as }: Reached,
  { run, environment }: KeptRequest,
  said: { readonly state?: string; readonly comment: string },
  signal: AbortSignal,
): Promise<undefined> {
  const body = { owner, repo, run_id: run, environment_name: environment, ...said };
  await github.ask(as, ROUTE, body, { signal, urgency: "decision" });
}

/** GitHub's word that it does not take a decision; without the permission nothing was said, and it is said once there is one. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["github.refused", "github.not-found"]);
/** The same of a report, which GitHub may also forbid after ten. */
const NOT_HEARD: ReadonlySet<string> = new Set([...NOT_TAKEN, "github.permission"]);

function refusal(codes: ReadonlySet<string>) {
  return (error: unknown): CountersignError => {
    if (error instanceof CountersignError && codes.has(error.code)) return error;
    throw error;
  };
}
