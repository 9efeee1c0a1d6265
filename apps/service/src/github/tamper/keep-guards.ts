import type { Clock } from "@countersign/adapters/time";
import { addEvents } from "../../queue/event.ts";
import type { QueueEvent } from "../../queue/event.ts";
import type { Database } from "../../store/database.ts";
import { holdWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import { guardIncident } from "./log-incidents.ts";
import type { Guard } from "./guard.ts";

/** What keeping guards runs on. */
export type KeepParts = {
  readonly db: Database;
  readonly clock: Clock;
  readonly guardChanged: GuardChanged;
};

/** Something that has the gate asked is another than before: for the operator's lines. */
export type GuardChanged = (repository: string, subject: string, aspect: string, state: string) => void;

/** What was seen, and whether it is all: then what nobody sees any more is nobody's subject. */
export type Seen = { readonly guards: readonly Guard[]; readonly isAll: boolean };

type Kept = {
  readonly subject: string;
  readonly aspect: string;
  readonly state: "right" | "wrong" | "unseen";
  readonly since: Date;
  readonly ever_right: boolean;
  readonly detail: string;
};
type Change = { readonly guard: Guard; readonly state: Kept["state"]; readonly before: Kept | undefined };

/**
 * Keeps how guards stand, and tells people of each that changed, once: an alarm is a condition, which lasts until it is put right. What was
 * right once and is wrong now is to be logged as well.
 */
export async function keepGuards(
  { db, clock, guardChanged }: KeepParts,
  claimed: Claimed,
  repository: string,
  { guards, isAll }: Seen,
): Promise<void> {
  const now = new Date(clock.now() * 1000);
  const changes = await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const rows = await one.selectFrom("github_guard").selectAll().where("repository", "=", repository).execute();
    const kept = new Map(rows.map((row) => [nameOf(row), row]));
    const changed = guards.flatMap((guard) => changeOf(guard, kept.get(nameOf(guard))));
    for (const { guard, state, before } of changed) {
      const { subject, aspect, detail } = guard;
      const ever = state === "right" || before?.ever_right === true;
      const incident =
        state === "wrong" && ever ? guardIncident({ repository, subject, aspect, detail, since: now }).id : null;
      const row = { state, detail, since: now, ever_right: ever, incident };
      await one
        .insertInto("github_guard")
        .values({ repository, subject, aspect, ...row })
        .onConflict((conflict) => conflict.columns(["repository", "subject", "aspect"]).doUpdateSet(row))
        .execute();
    }
    const seen = new Set(guards.map(nameOf));
    for (const { subject, aspect } of isAll ? rows.filter((row) => !seen.has(nameOf(row))) : [])
      await one
        .deleteFrom("github_guard")
        .where("repository", "=", repository)
        .where("subject", "=", subject)
        .where("aspect", "=", aspect)
        .execute();
    await addEvents(
      one,
      changed.flatMap((change) => eventOf(repository, change, now)),
    );
    return changed;
  });
  for (const { guard, state } of changes) guardChanged(repository, guard.subject, guard.aspect, state);
}

function nameOf({ subject, aspect }: { readonly subject: string; readonly aspect: string }): string {
  return `${aspect} ${subject}`;
}

/** What is absent was removed where there was something, and is nobody's business where there never was. */
function changeOf(guard: Guard, before: Kept | undefined): readonly Change[] {
  if (guard.state === "unseen" && before !== undefined && isMissed(guard, before))
    return before.state === "wrong" ? [] : [{ guard, state: "wrong", before }];
  if (guard.state === "absent") {
    if (before?.ever_right !== true || before.state === "wrong") return [];
    return [{ guard, state: "wrong", before }];
  }
  return guard.state === before?.state ? [] : [{ guard, state: guard.state, before }];
}

/** A ruleset that everybody may read and that is not there any more was taken away, whatever else we may not see. */
function isMissed({ aspect }: Guard, { state, detail }: Kept): boolean {
  return aspect === "required-check" && (state === "wrong" || (state === "right" && detail.startsWith("ruleset")));
}

function eventOf(repository: string, { guard, state, before }: Change, now: Date): readonly QueueEvent[] {
  const { subject, aspect } = guard;
  const kind = kindOf(state, before?.state);
  if (kind === undefined) return [];
  const key = `guard ${repository} ${aspect} ${subject} ${state} ${now.getTime()}`;
  return [{ key, kind, data: { code: "monitor.gate-removed", repository, subject, aspect } }];
}

function kindOf(state: Kept["state"], before: Kept["state"] | undefined): QueueEvent["kind"] | undefined {
  if (state === "wrong") return "gate.removed";
  if (state === "unseen") return "gate.unseen";
  return before === "wrong" ? "gate.restored" : undefined;
}
