import { formatBase64 } from "@countersign/attest";
import { evidenceAt } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged } from "@countersign/core";
import { z } from "zod";
import type { Actor } from "../../access/actor.ts";
import { nameOf } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import type { AuditedAct } from "../../access/audit.ts";
import { EVIDENCE_READERS } from "../../access/evidence-readers.ts";
import type { ApiParts } from "../api-parts.ts";
import { changeDetail, changeSummary, packetBytes, packetOf } from "../change-json.ts";
import { PAGE, pageOf } from "../cursor.ts";
import { tagOf } from "../etag.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";

const READERS = EVIDENCE_READERS;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const params = z.strictObject({ change: sha256 });

const summary = {
  change: sha256,
  leaf: z.int(),
  repository: z.string(),
  ref: z.string(),
  base: z.string(),
  head: z.string(),
  changeDigest: z.string(),
  entries: z.int(),
  title: z.string(),
  proposal: z.string().optional(),
  packet: sha256,
};

const requirement = z.strictObject({
  id: z.string(),
  state: z.enum(["NOT_APPLICABLE", "SATISFIED", "UNSATISFIED"]),
  role: z.string(),
  count: z.int(),
  needs: z.string(),
  people: z.array(z.string()),
  objections: z.array(z.string()),
});

const decision = z.strictObject({
  id: sha256,
  leaf: z.int(),
  change: sha256,
  decision: z.enum(["approve", "reject", "hold", "revoke"]),
  role: z.string(),
  person: z.string(),
  organisation: z.string(),
  message: z.string(),
});

const detail = z.strictObject({
  ...summary,
  record: z.unknown().describe("The predicate of the change record"),
  requirements: z.array(requirement),
  decisions: z.array(decision),
});

/** Changes as the log has them. What a reader sees of one is written down before it is answered. */
export function changeRoutes(parts: ApiParts): readonly Route[] {
  return [listRoute(), detailRoute(parts), packetRoute(parts), evidenceRoute(parts)];
}

function listRoute(): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes",
    summary: "Captured changes, newest first",
    access: READERS,
    query: PAGE.extend({ repository: z.string().max(512).optional(), ref: z.string().max(512).optional() }),
    status: 200,
    answer: z.strictObject({ items: z.array(z.strictObject(summary)), next: z.string().nullable() }),
    codes: ["web.cursor"],
    async run({ query: { repository, ref, ...page }, contents, state }) {
      const wanted = contents.changes
        .toReversed()
        .filter(({ record }) => repository === undefined || record.repository.id === repository)
        .filter(({ record }) => ref === undefined || record.ref === ref);
      const { items, next } = pageOf(wanted, page, ({ leaf }) => leaf, "falling");
      return { json: { items: items.map(changeSummary), next }, etag: tagOf([state, repository, ref, page]) };
    },
  });
}

function detailRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}",
    summary: "A change: its record, how each requirement stands, and what was said about its content",
    access: READERS,
    params,
    status: 200,
    answer: detail,
    codes: ["web.unknown"],
    async run({ params: { change }, contents, actor }) {
      const json = await changeAnswer(parts, contents, change);
      await auditRead(parts, actor, "read-change", change);
      return { json, etag: tagOf(json) };
    },
  });
}

/** What is answered for a change, and its tag; `web.unknown`. */
export async function changeAnswer({ log, clock }: ApiParts, contents: LogContents, change: string) {
  const logged = loggedChange(contents, change);
  return changeDetail(contents, logged, await packetOf(log, logged.record), clock.now());
}

function packetRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/packet",
    summary: "What a reviewer is shown, byte for byte: the ETag is the digest that a decision names",
    access: READERS,
    params,
    status: 200,
    type: "application/json",
    codes: ["web.unknown"],
    async run({ params: { change }, contents, actor }) {
      const { record } = loggedChange(contents, change);
      const bytes = await packetBytes(parts.log, record);
      if (bytes === undefined) throw unknown("packet");
      await auditRead(parts, actor, "read-packet", change);
      return { bytes, etag: record.packet.sha256 };
    },
  });
}

function evidenceRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/evidence",
    summary: "The change record as it was logged, for whoever verifies it before signing: its leaf, salt and envelope",
    access: EVIDENCE_READERS,
    params,
    status: 200,
    answer: z.strictObject({ index: z.int(), leaf: z.base64(), salt: z.base64(), envelope: z.base64() }),
    codes: ["web.unknown", "bundle.evidence-missing"],
    async run({ params: { change }, contents, actor }) {
      const { leaf: index, id } = loggedChange(contents, change);
      const { leaf, salt, evidence } = await evidenceAt(parts.log, index);
      await auditRead(parts, actor, "read-evidence", change);
      const json = {
        index,
        leaf: formatBase64(leaf),
        salt: formatBase64(salt),
        envelope: formatBase64(evidence),
      };
      return { json, etag: id };
    },
  });
}

function loggedChange({ changes }: LogContents, change: string): Logged<ChangeRecord> {
  const found = changes.findLast(({ record }) => record.change === change);
  if (found === undefined) throw unknown("change");
  return found;
}

async function auditRead({ db }: ApiParts, actor: Actor | undefined, what: AuditedAct, about: string): Promise<void> {
  await audit(db, nameOf(actor), what, about);
}
