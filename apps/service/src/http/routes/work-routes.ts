import { z } from "zod";
import { nameOf } from "../../access/actor.ts";
import { hintAt } from "../../capture/hint.ts";
import { audit } from "../../access/audit.ts";
import { parkedWork, replayWork, workHealth } from "../../work/work.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, pageByName } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";

const key = z.strictObject({ kind: z.string().min(1).max(64), key: z.string().min(1).max(512) });

const parked = z.strictObject({
  ...key.shape,
  code: z.string().nullable(),
  failures: z.int(),
  asked: z.iso.datetime(),
  parked: z.iso.datetime().nullable(),
});

const standing = z.strictObject({
  health: z.strictObject({ undone: z.int(), oldest: z.number(), overdue: z.number(), parked: z.int() }),
  parked: z.array(parked),
  next: z.string().nullable(),
});

/** What the service has to do: hints that say where to look, how it stands, and what waits for people. */
export function workRoutes(parts: ApiParts): readonly Route[] {
  return [hintRoute(parts), healthRoute(parts), replayRoute(parts)];
}

function hintRoute({ db, waker }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/hints",
    summary: "Say that something changed in a repository. It is looked at; nothing that is said is believed",
    access: { people: "all", scope: "hints:write" },
    body: z.strictObject({ repository: z.string().min(1).max(512) }),
    status: 202,
    answer: z.strictObject({ repository: z.string() }),
    codes: ["web.unknown"],
    once: "repeatable",
    async run({ body: { repository }, contents }) {
      if (!contents.policy.policy.repositories.some(({ id }) => id === repository)) throw unknown("repository");
      await hintAt(db, waker, repository);
      return { json: { repository } };
    },
  });
}

function healthRoute({ db }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/work",
    summary: "How the work stands, and what nobody tries any more before people look",
    access: { people: "all", scope: "read" },
    query: PAGE,
    status: 200,
    answer: standing,
    codes: ["web.cursor"],
    async run({ query }) {
      const [health, rows] = await Promise.all([workHealth(db), parkedWork(db)]);
      const items = rows.map(({ asked, parked, ...row }) => ({
        ...row,
        asked: asked.toISOString(),
        parked: parked?.toISOString() ?? null,
      }));
      const page = pageByName(items.toSorted(byPlace), query, placeOf);
      return { json: { health, parked: [...page.items], next: page.next } };
    },
  });
}

type Parked = z.infer<typeof parked>;

const placeOf = ({ parked: since, kind, key: about }: Parked) => `${since} ${kind} ${about}`;
const byPlace = (a: Parked, b: Parked) => (placeOf(a) < placeOf(b) ? -1 : 1);

function replayRoute({ waker }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/work/replay",
    summary: "Have parked work tried again",
    access: { people: "operator" },
    body: key,
    status: 200,
    answer: key,
    codes: ["web.unknown"],
    once: "in-transaction",
    async run({ body, actor, db }) {
      if (!(await replayWork(db, body))) throw unknown("parked work");
      if (actor !== undefined) await audit(db, nameOf(actor), "work-replayed", `${body.kind} ${body.key}`);
      // A worker that is woken before the commit finds the work parked, and nobody wakes it again.
      return { json: body, committed: () => waker.wake(body) };
    },
  });
}
