import type { LogContents } from "@countersign/core";
import { captureProblems } from "../capture/problems.ts";
import { movesOf } from "../capture/ref-moves.ts";
import type { Database } from "../store/database.ts";
import { doubled, exactlyOnce, none } from "./counted.testing.ts";
import type { Counted } from "./counted.testing.ts";
import type { Pushed } from "./pushing.testing.ts";
import { FEED, MAIN } from "./stage.testing.ts";
import type { Truth } from "./truth.testing.ts";

/** What the tables of capture say of refs, beside what was done in Git. */
export async function captureCounts(db: Database, pushed: Pushed): Promise<readonly Counted[]> {
  const moves = await movesOf(db, FEED, MAIN);
  const broken = moves.filter(({ before }, at) => before !== (moves[at - 1]?.after ?? null));
  const afters = moves.map(({ after }) => String(after));
  const tips = new Set(pushed.tips);
  const steps = await db.selectFrom("landed_step").select(["oid", "state", "code"]).where("ref", "=", MAIN).execute();
  const proposals = await db.selectFrom("ref_move").select(["ref", "after"]).where("ref", "!=", MAIN).execute();
  return [
    exactlyOnce(
      "moves of the protected ref that were waited for",
      pushed.seen,
      afters.filter((oid) => pushed.seen.includes(oid)),
    ),
    none("moves of it twice, out of order, or to nowhere", [
      ...doubled(afters),
      ...broken.map(({ before }) => `from ${before}`),
      ...afters.slice(1).filter((oid) => !tips.has(oid)),
    ]),
    exactlyOnce(
      "put back: moves marked so",
      pushed.rewound.map(([, to]) => to),
      moves.filter(({ rewound }) => rewound).map(({ after }) => String(after)),
    ),
    exactlyOnce(
      "steps of it without review",
      pushed.uncovered,
      steps.filter(({ state }) => state === "unreviewed").map(({ oid }) => oid),
    ),
    exactlyOnce(
      "steps of it that a change stands for",
      pushed.covered,
      steps.filter(({ state }) => state === "explained").map(({ oid }) => oid),
    ),
    exactlyOnce(
      "moves of proposals",
      pushed.proposals,
      proposals.map(({ after }) => String(after)),
    ),
    none(
      "what could not be captured",
      (await captureProblems(db)).map(({ subject, code }) => `${subject} ${code}`),
    ),
  ];
}

/** What happened by the tables, and what the receiver was told, beside what the log says. */
export async function eventCounts(db: Database, log: LogContents, { receiver }: Truth): Promise<readonly Counted[]> {
  const rows = await db.selectFrom("event").select(["id", "key", "kind"]).orderBy("id").execute();
  const keysOf = (kind: string) => rows.filter((row) => row.kind === kind).map(({ key }) => key);
  const told = rows.filter(({ kind }) => kind === "change.captured" || kind === "decision.logged").map(({ id }) => id);
  const messages = await db.selectFrom("delivery").select(["id", "state"]).execute();
  const taken = [...receiver.taken];
  return [
    exactlyOnce(
      "events of captures",
      log.changes.map(({ leaf, record }) => `change.captured:${record.change}:${leaf}`),
      keysOf("change.captured"),
    ),
    exactlyOnce(
      "events of decisions",
      log.reviews.map(({ id }) => `decision.logged:${id}`),
      keysOf("decision.logged"),
    ),
    exactlyOnce(
      "events told, under one id each",
      told,
      taken.flatMap(([, { events }]) => [...events]),
    ),
    exactlyOnce(
      "messages",
      messages.map(({ id }) => id),
      taken.map(([id]) => id),
    ),
    none(
      "messages not marked as sent",
      messages.filter(({ state }) => state !== "sent").map(({ id, state }) => `${id} ${state}`),
    ),
  ];
}
