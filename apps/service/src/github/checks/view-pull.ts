import { CountersignError, askedBy, changeStanding, remedyFor } from "@countersign/core";
import type { Classify, Oid, Policy } from "@countersign/core";
import type { Clock } from "@countersign/adapters/time";
import type { SharedHome } from "@countersign/home";
import { anyOid } from "../../capture/ref-moves.ts";
import type { Mirrors } from "../../capture/place.ts";
import { indexOf, logAbout } from "../../queue/log-index.ts";
import { lookAtLog } from "../../queue/log-sight.ts";
import type { LogSight } from "../../queue/log-sight.ts";
import { taskHistories } from "../../queue/task-history.ts";
import { leafTimesOf } from "../../queue/write-projection.ts";
import type { Database } from "../../store/database.ts";
import { pullRef } from "../pulls/open-proposals.ts";
import { changeView } from "./change-view.ts";
import { judgeLanding } from "./judge-landing.ts";
import { failedView, plainView } from "./plain-views.ts";
import type { PullView } from "./wanted.ts";

/** What looking at a pull request runs on. */
export type ViewParts = {
  readonly db: Database;
  readonly shared: SharedHome;
  readonly mirrors: Mirrors;
  readonly classify: Classify;
  readonly clock: Clock;
  /** Where people reach the service. */
  readonly url: string;
};

/** A pull request as it is kept. */
export type KeptPull = {
  readonly repository: string;
  readonly number: number;
  readonly base: string;
  readonly head: string;
};

/**
 * How a pull request stands: by what capture made of it, by the log, and by the gate. Nothing that GitHub says has a part in it. What cannot
 * be evaluated fails, with its code; what may pass by itself is thrown.
 */
export function viewPull(parts: ViewParts, pull: KeptPull): Promise<PullView | undefined> {
  return viewProtected(parts.shared, pull, async (sight) => {
    const captured = await capturedAs(parts.db, pull);
    if (captured === undefined) return plainView(pull, "looking");
    if (captured.outcome === "failed") return failedView(pull, captured.code, remedyFor(captured.code));
    if (captured.outcome !== "captured") return plainView(pull, captured.outcome);
    return judged(parts, sight, pull, captured);
  });
}

/**
 * Looks at what would land on a protected ref, by the log as it is now; undefined on any other, about which a check says nothing: it belongs to the
 * commit, and would speak for it wherever it is proposed next. What cannot be evaluated is a view of its own; what may pass by itself
 * is thrown.
 */
export async function viewProtected(
  shared: SharedHome,
  pull: KeptPull,
  look: (sight: LogSight) => Promise<PullView>,
): Promise<PullView | undefined> {
  const sight = await lookAtLog(shared);
  if (sight === undefined) return plainView(pull, "looking");
  if (!isProtected(sight.contents.policy.policy, pull)) return undefined;
  try {
    return await look(sight);
  } catch (error) {
    if (!(error instanceof CountersignError) || isPassing(error)) throw error;
    return failedView(pull, error.code, remedyFor(error.code));
  }
}

/** Whether the policy has anybody look at what lands there. */
function isProtected({ repositories }: Policy, { repository, base }: Pick<KeptPull, "repository" | "base">): boolean {
  const refs = repositories.find(({ id }) => id === repository)?.refs ?? [];
  return refs.some(({ ref }) => ref === base);
}

type Captured =
  | { readonly outcome: "captured"; readonly change: string; readonly tip: Oid }
  | { readonly outcome: "merged" | "nothing" }
  | { readonly outcome: "failed"; readonly code: string };

/** What came of looking at it; undefined while this head on this base was not looked at. */
async function capturedAs(db: Database, { repository, number, base, head }: KeptPull): Promise<Captured | undefined> {
  const row = await db
    .selectFrom("proposal")
    .leftJoin("capture_problem", (join) =>
      join
        .onRef("capture_problem.repository", "=", "proposal.repository")
        .onRef("capture_problem.subject", "=", "proposal.ref"),
    )
    .leftJoin("tip", (join) =>
      join.onRef("tip.repository", "=", "proposal.repository").onRef("tip.ref", "=", "proposal.target"),
    )
    .select(["proposal.target", "proposal.head", "outcome", "change", "code", "inputs", "tip.oid as tip"])
    .where("proposal.repository", "=", repository)
    .where("proposal.ref", "=", pullRef(number))
    .executeTakeFirst();
  if (row === undefined || row.target !== base || row.head !== head) return undefined;
  if (row.outcome === "failed") return { outcome: row.outcome, code: row.code ?? "internal.capture" };
  if (row.outcome !== "captured") return { outcome: row.outcome };
  // The tip that it was looked at on stands in what it was looked at by.
  const tip = row.tip ?? row.inputs.split(" ")[1];
  return row.change === null || !tip ? undefined : { outcome: row.outcome, change: row.change, tip: anyOid(tip) };
}

async function judged(
  { db, mirrors, classify, clock, url }: ViewParts,
  sight: LogSight,
  { number }: KeptPull,
  { change, tip }: Extract<Captured, { outcome: "captured" }>,
): Promise<PullView> {
  const index = indexOf(sight.contents);
  const logged = index.newest.get(change);
  if (logged === undefined)
    throw new CountersignError("github.log-behind.unreachable", `the log has no change ${change} yet`);
  const { record } = logged;
  const [now, times, packet] = [clock.now(), await leafTimesOf(db, index, [change]), await sight.packet(record)];
  const asked = packet === undefined ? {} : askedBy(packet);
  const tasks = taskHistories(index, record, { asked, at: (leaf) => times(leaf) || now * 1000, now });
  const about = logAbout(index, record, sight.contents.size) ?? sight.contents;
  const standings = changeStanding(about, record, { ...asked, time: now });
  const verdict = await judgeLanding({ mirrors, classify, now }, sight.contents, record, tip);
  const { policy } = sight.contents.policy;
  return changeView(number, { record, policy, tasks, standings, verdict, packet, page: `${url}/changes/${change}` });
}

/** The mirror is filled by capture, and the log by others: what is not there yet comes. */
function isPassing({ code }: CountersignError): boolean {
  return (
    code.endsWith(".unreachable") ||
    code === "state.locked" ||
    code === "git.missing-object" ||
    code.startsWith("internal.")
  );
}
