import { formatCanonical } from "@countersign/attest";
import { z } from "zod";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";

const READERS = { people: "all", scope: "read" } as const;

const me = z.union([
  z.strictObject({
    kind: z.literal("person"),
    person: z.string(),
    organisation: z.string(),
    roles: z.array(z.string()),
    operator: z.boolean(),
    csrf: z
      .string()
      .optional()
      .describe("For the header X-Countersign-Csrf of each write, where the session is a cookie"),
  }),
  z.strictObject({ kind: z.literal("machine"), id: z.string(), scopes: z.array(z.string()) }),
]);

/** What is in force, and who one is by it. */
export function policyRoutes(): readonly Route[] {
  return [
    route({
      ...NOTHING,
      method: "GET",
      path: "/v1/policy",
      summary: "The policy in force, as it was signed: the answer is its canonical JSON, the ETag its SHA-256",
      access: READERS,
      status: 200,
      type: "application/json",
      async run({ contents: { policy } }) {
        const headers = { "x-countersign-policy-version": String(policy.policy.version) };
        return { bytes: formatCanonical(policy.document), etag: policy.sha256, headers };
      },
    }),
    route({
      ...NOTHING,
      method: "GET",
      path: "/v1/me",
      summary: "Who one is, by the policy in force",
      access: "let-in",
      status: 200,
      answer: me,
      async run({ actor, identity }) {
        if (actor?.kind !== "person") return { json: machineJson(actor?.id ?? "", actor?.scopes ?? []) };
        const { person, organisation, roles, operator } = actor;
        const csrf = identity?.cookie?.csrf;
        const json = { kind: "person" as const, person, organisation, roles: [...roles], operator };
        return { json: { ...json, ...(csrf === undefined ? {} : { csrf }) } };
      },
    }),
  ];
}

function machineJson(id: string, scopes: readonly string[]) {
  return { kind: "machine" as const, id, scopes: [...scopes] };
}
