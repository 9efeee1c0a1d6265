import type { paths } from "../../api/schema.d.ts";

type Answer<P extends keyof paths, S extends number = 200> = paths[P] extends {
  get: { responses: Readonly<Record<S, { content: { "application/json": infer A } }>> };
}
  ? A
  : never;

/** A task of the queue: a change before the people of one role. */
export type Task = Answer<"/v1/queue">["items"][number];
/** What the queue knows about a change. */
export type Work = Answer<"/v1/changes/{change}/work">;
/** A change of the log, with how each requirement stands. */
export type ChangeDetail = Answer<"/v1/changes/{change}">;
/** What is new of a change to somebody. */
export type Since = Answer<"/v1/changes/{change}/since">;
/** Who somebody is, by the policy in force. */
export type Person = Extract<Answer<"/v1/me">, { readonly kind: "person" }>;
/** An entry of the log as the service lists it; nothing of it is verified. */
export type ListedEntry = Answer<"/v1/log/entries">["items"][number];
/** What the service says about all environments. */
export type EnvironmentBrief = Answer<"/v1/environments">["items"][number];
/** What it says about one. */
export type EnvironmentSight = Answer<"/v1/environments/{repository}/{environment}">;
