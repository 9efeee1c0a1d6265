import { formatBase64, formatCanonical, parseEnvelope } from "@countersign/attest";
import { CountersignError, evidenceAt, verifyPeople } from "@countersign/core";
import type { LogParts, LoggedPolicy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { z } from "zod";
import { nameOf } from "../../access/actor.ts";
import type { MachineActor } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { EVIDENCE_READERS } from "../../access/evidence-readers.ts";
import { timesOfLeaves } from "../../queue/write-projection.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, pageOf } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";
import { tagOf } from "../etag.ts";

const READERS = EVIDENCE_READERS;

const policy = z.strictObject({ version: z.int(), sha256: z.string() });

const me = z.union([
  z.strictObject({
    kind: z.literal("person"),
    person: z.string(),
    organisation: z.string(),
    roles: z.array(z.string()),
    operator: z.boolean(),
    key: z.string().optional().describe("Fingerprint of the key that one signed in with"),
    session: z
      .strictObject({ id: z.uuid(), until: z.iso.datetime().describe("When it ends at the latest") })
      .optional(),
    policy: policy.optional(),
    csrf: z
      .string()
      .optional()
      .describe("For the header X-Countersign-Csrf of each write, where the session is a cookie"),
  }),
  z.strictObject({ kind: z.literal("machine"), id: z.string(), scopes: z.array(z.string()), policy }),
]);

const version = z.strictObject({
  version: z.int(),
  sha256: z.string().describe("Of its canonical JSON"),
  leaf: z.int().describe("From which on it is in force"),
  time: z.iso.datetime().nullable().describe("When it was written here, which is no evidence; null while unknown"),
  signedBy: z.array(z.strictObject({ person: z.string(), organisation: z.string(), key: z.string() })),
  envelope: z.base64().describe("The DSSE envelope as it was logged"),
});

/** What is in force and was before, and who one is by it. */
export function policyRoutes(parts: ApiParts): readonly Route[] {
  return [
    versionsRoute(parts),
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
      async run({ actor, identity, contents }) {
        const inForce = { version: contents.policy.policy.version, sha256: contents.policy.sha256 };
        if (actor?.kind !== "person") return { json: machineJson(actor, inForce) };
        const { person, organisation, roles, operator } = actor;
        const { key, session, until, cookie } = identity ?? {};
        if (key === undefined || session === undefined || until === undefined)
          throw new CountersignError("auth.session", "there is no session");
        const who = { kind: "person" as const, person, organisation, roles: [...roles], operator };
        const json = { ...who, key, session: { id: session, until: until.toISOString() }, policy: inForce };
        return { json: { ...json, ...(cookie === undefined ? {} : { csrf: cookie.csrf }) } };
      },
    }),
  ];
}

function machineJson(actor: MachineActor | undefined, inForce: z.infer<typeof policy>) {
  return { kind: "machine" as const, id: actor?.id ?? "", scopes: [...(actor?.scopes ?? [])], policy: inForce };
}

function versionsRoute({ log, db }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/policy/versions",
    summary: "Every version of the policy as it was logged, the oldest first: whoever has one verifies the next by it",
    access: READERS,
    query: PAGE.extend({
      since: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional()
        .describe("SHA-256 of the version to begin with"),
    }),
    status: 200,
    answer: z.strictObject({ items: z.array(version), next: z.string().nullable() }),
    codes: ["web.cursor", "web.unknown", "bundle.evidence-missing"],
    async run({ query: { since, ...page }, contents, state, actor }) {
      const { policies } = contents;
      const from = since === undefined ? 0 : policies.findIndex(({ sha256 }) => sha256 === since);
      if (from === -1) throw unknown("policy");
      const { items, next } = pageOf(policies.slice(from), page, ({ leaf }) => leaf, "rising");
      const times = await timesOfLeaves(
        db,
        items.map(({ leaf }) => leaf),
      );
      const shown = [];
      for (const one of items) shown.push(await versionJson(log, policies, one, times(one.leaf)));
      await audit(db, nameOf(actor), "read-evidence", `policies since ${since ?? "the first"}`);
      return { json: { items: shown, next }, etag: tagOf([state, shown.map(({ time }) => time), since, page]) };
    },
  });
}

async function versionJson(
  log: LogParts,
  policies: readonly LoggedPolicy[],
  { leaf, sha256, policy: { version: number } }: LoggedPolicy,
  time: number,
): Promise<z.infer<typeof version>> {
  const { evidence } = await evidenceAt(log, leaf);
  // Who may sign it is said by the version before, and by itself.
  const judges = policies.filter(({ policy: one }) => one.version === number - 1 || one.version === number);
  const signers = verifyPeople(
    nodeCrypto,
    judges.map((one) => one.policy),
    "countersign-policy@v1",
    parseEnvelope(evidence),
  );
  return {
    version: number,
    sha256,
    leaf,
    time: time === 0 ? null : new Date(time).toISOString(),
    signedBy: signers.map(({ person: { id, organisation }, fingerprint }) => ({
      person: id,
      organisation,
      key: fingerprint,
    })),
    envelope: formatBase64(evidence),
  };
}
