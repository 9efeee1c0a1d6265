import { formatCanonical, parseEnvelope } from "@countersign/attest";
import { remedyFor } from "@countersign/core";
import { z } from "zod";
import { acceptedJson } from "../../accepted-json.ts";
import { nameOf, requirePerson } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { problemOf } from "../../problem.ts";
import { batchStatements, batchableTasks } from "../../queue/batch.ts";
import { readBatch } from "../../queue/batch-records.ts";
import type { BatchRecord } from "../../queue/batch-records.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, pageOf, placeOfPage } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { accepted, envelope, tellQueue } from "./decision-routes.ts";

const PEOPLE = { people: "all" } as const;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const role = z.string().min(1).max(512);
const risk = z.int().min(0).max(2);
const RULES = [
  "queue.batch-role",
  "queue.batch-risk",
  "queue.batch-blocked",
  "queue.unknown",
  "queue.closed",
  "queue.role",
];

const task = z.strictObject({
  change: sha256,
  role,
  risk,
  title: z.string().describe("The author's words"),
  effect: z.string().describe("What the findings say"),
  leaf: z.int(),
});

const statement = z.strictObject({
  change: sha256,
  role,
  decision: z.enum(["approve", "reject"]),
  risk,
  packet: sha256.describe("The digest of what is shown, which the statement names"),
});

const answered = z.strictObject({
  change: sha256,
  statement: z.strictObject({ sha256 }),
  status: z.int().describe("As of a decision that is handed in by itself"),
  accepted: accepted.optional(),
  problem: z.strictObject({ code: z.string(), detail: z.string(), remedy: z.string() }).optional(),
});

/** Decisions on changes of low risk in one ceremony: one record for each change, which counts or fails by itself. */
export function batchRoutes(parts: ApiParts): readonly Route[] {
  return [listRoute(parts), planRoute(parts), handInRoute(parts)];
}

function listRoute({ db }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/batches/{role}",
    summary: "What one may decide about together in a role: risk up to R2, waiting for oneself, nothing in the way",
    access: PEOPLE,
    params: z.strictObject({ role }),
    query: PAGE,
    status: 200,
    answer: z.strictObject({ items: z.array(task), next: z.string().nullable() }),
    codes: ["queue.role", "web.cursor"],
    async run({ params, query, actor, contents }) {
      const { policy } = contents.policy;
      const tasks = await batchableTasks(db, policy, requirePerson(actor), params.role, placeOfPage(query));
      const { items, next } = pageOf(tasks, query, ({ leaf }) => leaf, "rising");
      return { json: { items: [...items], next } };
    },
  });
}

function planRoute({ db }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/batches/{role}",
    summary: "What is to be signed for some changes, a statement each; refused altogether where one cannot be in it",
    access: PEOPLE,
    params: z.strictObject({ role }),
    body: z.strictObject({ changes: z.array(sha256).min(1).max(100), decision: z.enum(["approve", "reject"]) }),
    status: 200,
    answer: z.strictObject({ statements: z.array(statement) }),
    codes: RULES,
    async run({ params, body, actor, contents }) {
      const { policy } = contents.policy;
      const tasks = body.changes.map((change) => ({ change, role: params.role }));
      const plan = { tasks, decision: body.decision };
      const statements = await batchStatements(db, policy, requirePerson(actor), plan);
      const packets = new Map(contents.changes.map(({ record }) => [record.change, record.packet.sha256]));
      return { json: { statements: statements.map((one) => ({ ...one, packet: packets.get(one.change) ?? "" })) } };
    },
  });
}

function handInRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/decisions/batch",
    summary:
      "Hand in decisions that were made together. Each is a record and an answer of its own; the same again have their places",
    access: PEOPLE,
    body: z.strictObject({ decisions: z.array(envelope).min(1).max(100) }),
    status: 200,
    answer: z.strictObject({ items: z.array(answered) }),
    codes: ["usage.kind", ...RULES],
    async run({ body, actor, contents }) {
      const person = requirePerson(actor);
      const envelopes = body.decisions.map((one) => parseEnvelope(formatCanonical(one)));
      const records = await readBatch(parts.db, contents, person, envelopes);
      const items = await Promise.all(records.map((record) => handIn(parts, record)));
      for (const { accepted: taken } of items)
        if (taken !== undefined) await audit(parts.db, nameOf(person), "decision-submitted", taken.statement.sha256);
      await tellQueue(parts);
      return { json: { items } };
    },
  });
}

async function handIn(
  { queue }: ApiParts,
  { envelope: signed, review, id }: BatchRecord,
): Promise<z.infer<typeof answered>> {
  const about = { change: review.change, statement: { sha256: id } };
  try {
    return { ...about, status: 200, accepted: acceptedJson(await queue.submit(signed)) };
  } catch (error) {
    const { status, code, detail } = problemOf(error);
    return { ...about, status, problem: { code, detail, remedy: remedyFor(code) } };
  }
}
