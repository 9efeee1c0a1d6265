import type { LogContents } from "@countersign/core";
import { z } from "zod";
import { nameOf, requirePerson } from "../../access/actor.ts";
import type { Actor } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { markLooked } from "../../queue/looked.ts";
import { readChange } from "../../queue/read-change.ts";
import { sinceLooked } from "../../queue/since-looked.ts";
import type { ApiParts } from "../api-parts.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";
import { tagOf } from "../etag.ts";
import { sinceAnswer, sinceJson } from "./since-json.ts";
import { workAnswer, workJson } from "./work-json.ts";

const PEOPLE = { people: "all" } as const;
const params = z.strictObject({ change: z.string().regex(/^[0-9a-f]{64}$/) });

/** What a person sees of a change in the queue: its tasks and the talk about it, and what is new since that person looked. */
export function sightRoutes(parts: ApiParts): readonly Route[] {
  return [workRoute(parts), sinceRoute(parts), lookedRoute()];
}

function workRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/work",
    summary:
      "All that the queue has about a change: tasks and who is at them, moves of the proposal, decisions, questions",
    access: PEOPLE,
    params,
    status: 200,
    answer: workAnswer,
    codes: ["web.unknown"],
    async run({ params: { change }, actor, contents }) {
      const found = await readChange(parts.db, contents.policy.policy, requirePerson(actor), change);
      if (found === undefined) throw unknown("change");
      await auditRead(parts, actor, change);
      const json = workJson(found);
      return { json, etag: tagOf(json) };
    },
  });
}

function sinceRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/since",
    summary: "What changed in the proposal since one looked at it last; null where one has not looked yet",
    access: PEOPLE,
    params,
    status: 200,
    answer: sinceAnswer,
    codes: ["web.unknown"],
    async run({ params: { change }, actor, contents }) {
      requireChange(contents, change);
      const { policy } = contents.policy;
      const found = await sinceLooked(parts.db, parts.shared, policy, requirePerson(actor), change);
      await auditRead(parts, actor, change);
      const json = sinceJson(found);
      return { json, etag: tagOf(json) };
    },
  });
}

function lookedRoute(): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/changes/{change}/looked",
    summary: "Note that one looked at this revision, for oneself alone",
    access: PEOPLE,
    params,
    body: z.strictObject({}).optional(),
    status: 200,
    answer: z.strictObject({ done: z.literal(true) }),
    codes: ["queue.unknown"],
    once: "in-transaction",
    async run({ params: { change }, actor, contents, db }) {
      await markLooked(db, contents.policy.policy, requirePerson(actor), change);
      return { json: { done: true } };
    },
  });
}

function requireChange({ changes }: LogContents, change: string): void {
  if (!changes.some(({ record }) => record.change === change)) throw unknown("change");
}

async function auditRead({ db }: ApiParts, actor: Actor | undefined, change: string): Promise<void> {
  await audit(db, nameOf(actor), "read-change", change);
}
