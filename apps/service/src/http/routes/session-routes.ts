import { z } from "zod";
import type { PersonActor } from "../../access/actor.ts";
import { requirePerson } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { dropCookie, keepCookie } from "../../access/cookie.ts";
import { requireSameOrigin } from "../../access/csrf.ts";
import { endSessions, ownSessions } from "../../access/own-sessions.ts";
import { SESSION_LIFE } from "../../access/session.ts";
import { giveChallenge, signIn } from "../../access/sign-in.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, madePlace, madePlaceOfPage, pageByName } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";

const nonce = z.base64().min(40).max(48);
const time = z.iso.datetime();
const person = {
  kind: z.literal("person"),
  person: z.string(),
  organisation: z.string(),
  roles: z.array(z.string()),
  operator: z.boolean(),
};

const signedIn = z.strictObject({
  session: z.uuid(),
  ...person,
  seconds: z.int().describe("How long the session lasts at most"),
  csrf: z.string().optional().describe("For the header X-Countersign-Csrf of each write"),
  token: z.string().optional().describe("For the header Authorization: Bearer"),
});

const session = z.strictObject({
  id: z.uuid(),
  delivered: z.enum(["cookie", "token"]),
  made: z.int(),
  used: z.int(),
  current: z.boolean(),
});

/** Signing in and out. A client signs bytes of its own making, with the nonce and time that it was given (attack B23). */
export function sessionRoutes(parts: ApiParts): readonly Route[] {
  return [challengeRoute(parts), signInRoute(parts), signOutRoute(parts), listRoute(parts), ...endRoutes(parts)];
}

function challengeRoute({ db, clock }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/session/challenge",
    summary: "A nonce and a time to sign in with, once",
    access: "public",
    body: z.strictObject({}).optional(),
    status: 200,
    answer: z.strictObject({ nonce, time }),
    anyPage: true,
    run: async () => ({ json: await giveChallenge(db, clock) }),
  });
}

function signInRoute({ db, origin }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/session",
    summary: "Sign in: an SSH signature in the namespace countersign-login@v1, by a key or a passkey",
    access: "public",
    body: z.strictObject({
      nonce,
      time,
      signature: z.base64().max(8192).describe("The binary SSHSIG blob"),
      deliver: z.enum(["cookie", "token"]),
    }),
    status: 201,
    answer: signedIn,
    codes: ["auth.challenge", "auth.signature", "auth.not-in-policy", "auth.csrf"],
    anyPage: true,
    async run({ body, headers, identity, contents }) {
      if (body.deliver === "cookie") requireSameOrigin(headers, origin);
      const begun = await signIn(db, contents.policy.policy, {
        login: { origin, nonce: body.nonce, time: body.time },
        signature: new Uint8Array(Buffer.from(body.signature, "base64")),
        delivered: body.deliver,
      });
      // Who signs in anew begins anew: nothing of the session before goes on.
      if (identity?.cookie !== undefined && identity.session !== undefined && identity.actor.kind === "person")
        await endSessions(db, identity.actor.person, identity.session);
      const json = { session: begun.id, ...personJson(begun.actor), seconds: SESSION_LIFE.most };
      if (body.deliver === "token") return { json: { ...json, token: begun.secret } };
      return { json: { ...json, csrf: begun.csrf }, headers: { "set-cookie": keepCookie(origin, begun.secret) } };
    },
  });
}

function personJson({ kind, person, organisation, roles, operator }: PersonActor) {
  return { kind, person, organisation, roles: [...roles], operator };
}

function signOutRoute({ db, origin }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "DELETE",
    path: "/v1/session",
    summary: "Sign out",
    access: { people: "all" },
    status: 204,
    async run({ actor, identity }) {
      const { person } = requirePerson(actor);
      if (identity?.session !== undefined) await endSessions(db, person, identity.session);
      await audit(db, `person:${person}`, "signed-out", identity?.session ?? "");
      return { headers: { "set-cookie": dropCookie(origin) } };
    },
  });
}

function listRoute({ db }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/sessions",
    summary: "One's own sessions, newest first",
    access: { people: "all" },
    query: PAGE,
    status: 200,
    answer: z.strictObject({ items: z.array(session), next: z.string().nullable() }),
    codes: ["web.cursor"],
    async run({ query, actor, identity }) {
      const mine = await ownSessions(db, requirePerson(actor).person, madePlaceOfPage(query));
      const { items, next } = pageByName(mine, query, madePlace, "falling");
      return { json: { items: items.map((one) => ({ ...one, current: one.id === identity?.session })), next } };
    },
  });
}

function endRoutes({ db }: ApiParts): readonly Route[] {
  return [
    route({
      ...NOTHING,
      method: "DELETE",
      path: "/v1/sessions/{session}",
      summary: "End one of one's own sessions",
      access: { people: "all" },
      params: z.strictObject({ session: z.uuid() }),
      status: 204,
      codes: ["web.unknown"],
      async run({ actor, params }) {
        if ((await endSessions(db, requirePerson(actor).person, params.session)) === 0) throw unknown("session");
        return {};
      },
    }),
    route({
      ...NOTHING,
      method: "DELETE",
      path: "/v1/sessions",
      summary: "End all of one's own sessions, this one too",
      access: { people: "all" },
      status: 200,
      answer: z.strictObject({ ended: z.int() }),
      run: async ({ actor }) => ({ json: { ended: await endSessions(db, requirePerson(actor).person, "all") } }),
    }),
  ];
}
