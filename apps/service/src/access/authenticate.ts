import type { IncomingMessage } from "node:http";
import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import type { Database } from "../store/database.ts";
import type { Actor } from "./actor.ts";
import { isJobToken } from "./actions-job.ts";
import type { ActionsJob, ReadJob } from "./actions-job.ts";
import { sessionCookie } from "./cookie.ts";
import { secretKind } from "./secret.ts";
import { resumeSession, sessionActor } from "./session.ts";
import { tokenActor, tokenActorById } from "./token.ts";

/** Who sent a request, and by what. */
export type Identity = {
  readonly actor: Actor;
  /** Set where the browser brought it by itself, so that other pages could make it do so. */
  readonly cookie?: {
    readonly csrf: string;
    /** The session's new secret, for the browser to keep. */
    readonly secret?: string;
  };
  /** Id of the session, for people. */
  readonly session?: string;
  /** Fingerprint of the key that signed in to it. */
  readonly key?: string;
  /** When it ends at the latest. */
  readonly until?: Date;
};

/** With what requests are looked into. `origin` is the service's own web origin. */
export type Authentication = {
  readonly db: Database;
  readonly policy: Policy;
  readonly origin: string;
  /** Where jobs of GitHub Actions are let in. */
  readonly readJob?: ReadJob | undefined;
};

/**
 * Who sent a request, by the policy in force: by `Authorization: Bearer …`, else by the session's cookie; undefined where it brings
 * neither. Whatever it brings must be good: `auth.form`, and the codes of `resumeSession`, `tokenActor` and `ReadJob`.
 */
export async function authenticate(
  { db, policy, origin, readJob }: Authentication,
  { headers }: Pick<IncomingMessage, "headers">,
): Promise<Identity | undefined> {
  const token = jobTokenIn(headers.authorization);
  if (readJob !== undefined && token !== undefined) return { actor: jobActor(policy, await readJob(token)) };
  const bearer = bearerOf(headers.authorization);
  const secret = bearer ?? sessionCookie(headers.cookie, origin);
  if (secret === undefined) return undefined;
  if (secretKind(secret) === "token") {
    if (bearer === undefined) throw new CountersignError("auth.form", "a token comes in the header Authorization");
    return { actor: await tokenActor(db, policy, secret) };
  }
  const { id, actor, key, until, delivered, csrf, secret: changed } = await resumeSession(db, policy, origin, secret);
  if ((delivered === "cookie") !== (bearer === undefined))
    throw new CountersignError("auth.form", "a session comes in the way in which it was delivered");
  const known = { actor, session: id, key, until };
  if (bearer !== undefined) return known;
  return { ...known, cookie: { csrf, ...(changed === undefined ? {} : { secret: changed }) } };
}

/** Who it is by now, for an answer that lasts: rights may have gone, the session may have ended. Codes as `authenticate`. */
export async function actorNow({ db, policy, origin }: Authentication, identity: Identity): Promise<Actor> {
  const { actor, session } = identity;
  if (actor.kind === "machine" && actor.machineKind === "job") return jobActor(policy, actor.job);
  if (actor.kind === "machine") return tokenActorById(db, policy, actor.id);
  if (session !== undefined) return sessionActor(db, policy, origin, session);
  throw new CountersignError("auth.session", "there is no session");
}

/** What jobs may do: ask for themselves, and say what became of it. `auth.not-in-policy` for those of a repository that the policy does not have. */
function jobActor({ repositories }: Policy, job: ActionsJob): Actor {
  if (!repositories.some(({ id }) => id === job.repository))
    throw new CountersignError("auth.not-in-policy", `the policy has no repository ${job.repository}`);
  const id = `${job.repository}:${job.run}`;
  return { kind: "machine", machineKind: "job", id, label: id, scopes: ["gate:evaluate", "deployments:write"], job };
}

function jobTokenIn(header: string | undefined): string | undefined {
  const [, text] = /^Bearer (\S+)$/.exec(header ?? "") ?? [];
  return text !== undefined && isJobToken(text) ? text : undefined;
}

function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, secret] = /^Bearer (\S+)$/.exec(header) ?? [];
  if (secret !== undefined && secretKind(secret) !== undefined) return secret;
  throw new CountersignError("auth.form", "not 'Bearer' with a session or token of this service");
}
