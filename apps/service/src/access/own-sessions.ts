import { sql } from "kysely";
import type { Database } from "../store/database.ts";
import { audit } from "./audit.ts";
import { MADE, isBehind } from "./made-page.ts";
import type { MadePage } from "./made-page.ts";
import { SESSION_LIFE } from "./session.ts";

/** A session as its person sees it. Times in POSIX seconds. */
export type OwnSession = {
  readonly id: string;
  readonly delivered: "cookie" | "token";
  readonly made: number;
  readonly used: number;
};

/** A page of the sessions of a person that have not ended, newest first. */
export async function ownSessions(db: Database, person: string, page: MadePage): Promise<readonly OwnSession[]> {
  const rows = await db
    .selectFrom("session")
    .select(["id", "delivered", "made", "used"])
    .where("person", "=", person)
    .where("made", ">", sql<Date>`now() - make_interval(secs => ${SESSION_LIFE.most})`)
    .where("used", ">", sql<Date>`now() - make_interval(secs => ${SESSION_LIFE.idle})`)
    .where(isBehind(page))
    .orderBy(MADE, "desc")
    .orderBy("id", "desc")
    .limit(page.size)
    .execute();
  return rows.map(({ made, used, ...row }) => ({ ...row, made: seconds(made), used: seconds(used) }));
}

/** Ends one session of a person, or all of them; says how many there were. Nobody ends somebody else's. */
export async function endSessions(db: Database, person: string, which: string | "all"): Promise<number> {
  return db.transaction().execute(async (one) => {
    const mine = one.deleteFrom("session").where("person", "=", person);
    const ended = await (which === "all" ? mine : mine.where("id", "=", which)).returning("id").execute();
    for (const { id } of ended) await audit(one, `person:${person}`, "session-revoked", id);
    return ended.length;
  });
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
