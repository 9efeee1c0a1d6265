import { z } from "zod";
import { SCOPES, requirePerson } from "../../access/actor.ts";
import { listTokens, makeToken, revokeToken } from "../../access/token.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, madePlace, madePlaceOfPage, pageByName } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";

const DAY = 86_400;
const label = z.string().regex(/^[\w .:/@-]{1,80}$/);
const scopes = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);

const listed = z.strictObject({
  id: z.uuid(),
  label,
  scopes,
  madeBy: z.string(),
  made: z.int(),
  until: z.int(),
  revoked: z.boolean(),
  used: z.int().nullable(),
});

/** Tokens with which programs of the operator get in. Nobody else makes, sees or revokes them. */
export function tokenRoutes({ db }: ApiParts): readonly Route[] {
  return [
    route({
      ...NOTHING,
      method: "POST",
      path: "/v1/tokens",
      summary: "Make a token; its secret is told once",
      access: { people: "operator" },
      body: z.strictObject({ label, scopes, days: z.int().min(1).max(366) }),
      status: 201,
      answer: z.strictObject({ id: z.uuid(), secret: z.string(), until: z.int() }),
      run: async ({ actor, body: { days, ...body } }) => ({
        json: await makeToken(db, requirePerson(actor).person, { ...body, seconds: days * DAY }),
      }),
    }),
    route({
      ...NOTHING,
      method: "GET",
      path: "/v1/tokens",
      summary: "All tokens, newest first, without their secrets",
      access: { people: "operator" },
      query: PAGE,
      status: 200,
      answer: z.strictObject({ items: z.array(listed), next: z.string().nullable() }),
      codes: ["web.cursor"],
      async run({ query }) {
        const { items, next } = pageByName(await listTokens(db, madePlaceOfPage(query)), query, madePlace, "falling");
        return { json: { items: items.map((token) => ({ ...token, scopes: [...token.scopes] })), next } };
      },
    }),
    route({
      ...NOTHING,
      method: "DELETE",
      path: "/v1/tokens/{token}",
      summary: "Revoke a token",
      access: { people: "operator" },
      params: z.strictObject({ token: z.uuid() }),
      status: 204,
      codes: ["web.unknown"],
      async run({ actor, params }) {
        if (!(await revokeToken(db, requirePerson(actor).person, params.token))) throw unknown("token");
        return {};
      },
    }),
  ];
}
