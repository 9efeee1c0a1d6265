import { formatCanonical, parseEnvelope } from "@countersign/attest";
import { CountersignError, parseRecord } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { kindOf } from "@countersign/home";
import { z } from "zod";
import { acceptedJson } from "../../accepted-json.ts";
import { nameOf } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { requestWork } from "../../work/work.ts";
import { PROJECT } from "../../queue/asked-work.ts";
import type { ApiParts } from "../api-parts.ts";
import { requireMatch, tagOf } from "../etag.ts";
import { currentContents } from "../log-state.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { changeAnswer } from "./change-routes.ts";

/** An envelope with one signature. */
export const envelope = z.strictObject({
  payload: z.base64(),
  payloadType: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string().exactOptional(), sig: z.base64() })).length(1),
});

/** Where a record stands that was taken. */
export const accepted = z.strictObject({
  kind: z.string(),
  leaf: z.strictObject({ index: z.int() }),
  outcome: z.string(),
  statement: z.strictObject({ sha256: z.string() }),
  salt: z.base64(),
  waitingFor: z.array(z.string()),
  alarms: z.array(z.strictObject({ incident: z.string(), code: z.string(), organisations: z.array(z.string()) })),
});

/**
 * Takes decisions. What counts is the envelope, which is verified as every reader of the log verifies it; who is signed in only says
 * who handed it in. With `If-Match` it is taken only while the change is as it was shown.
 */
export function decisionRoutes(parts: ApiParts): readonly Route[] {
  return [
    route({
      ...NOTHING,
      method: "POST",
      path: "/v1/decisions",
      summary: "Hand in a signed decision (DSSE). The same one again has the same place",
      access: { people: "all" },
      body: envelope,
      status: 200,
      answer: accepted,
      codes: ["usage.kind", "decision.superseded", "web.precondition", "attest.signature", "statement.role"],
      once: "repeatable",
      async run({ body, actor, headers, contents }) {
        const signed = parseEnvelope(formatCanonical(body));
        if (kindOf(signed) !== "review") throw new CountersignError("usage.kind", "this is no decision on a change");
        await requireUnchanged(parts, contents, signed.payload, headers["if-match"]);
        const placed = await parts.queue.submit(signed);
        if (actor !== undefined) await audit(parts.db, nameOf(actor), "decision-submitted", placed.record);
        await tellQueue(parts);
        return { json: acceptedJson(placed) };
      },
    }),
  ];
}

async function requireUnchanged(
  parts: ApiParts,
  contents: LogContents,
  payload: Uint8Array,
  header: string | undefined,
): Promise<void> {
  if (header === undefined) return;
  const { record } = parseRecord(nodeCrypto, "review", payload);
  requireMatch(header, tagOf(await changeAnswer(parts, contents, record.change)));
}

/** The log is the record: whoever projects it finds the decision by looking, also where nobody could be told. */
export async function tellQueue({ db, waker, shared }: ApiParts): Promise<void> {
  await currentContents(shared);
  await requestWork(db, PROJECT).then(
    () => waker.wake(PROJECT),
    () => false,
  );
}
