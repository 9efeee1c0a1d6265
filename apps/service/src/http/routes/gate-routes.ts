import { z } from "zod";
import { CountersignError } from "@countersign/core";
import { nameOf } from "../../access/actor.ts";
import type { Actor } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { EVIDENCE_READERS } from "../../access/evidence-readers.ts";
import { BUNDLE_TYPE, evidenceLines, startBundle } from "../../bundle-stream.ts";
import type { GateAnswer } from "../../gate/gate-answers.ts";
import { jobCaller } from "../../gate/gate-callers.ts";
import type { GateCaller } from "../../gate/gate-callers.ts";
import { questionForm, receiptForm } from "../../gate/gate-question.ts";
import { gateReply } from "../../gate/gate-work.ts";
import type { GateWork } from "../../gate/gate-work.ts";
import type { ApiParts } from "../api-parts.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";

const ASKERS = { people: "none", scope: "gate:evaluate" } as const;
const STATUSES = {
  202: "Pending: decisions are missing; ask again after Retry-After",
  400: "The gate cannot be asked so",
  422: "The evidence does not verify",
  503: "Log or repository cannot be reached; ask again",
};
/** It is the operator's own machine that says so. */
const WORD =
  "on the operator's service a convenience: rely only on a verdict that the gate key which you pin signed for your own question";

const answer = z.looseObject({
  requestId: z.string(),
  decision: z.string().optional(),
  code: z.string().optional(),
  verdict: z.string().optional().describe("The signed verdict, a DSSE envelope in base64"),
  validUntil: z.string().optional(),
});

/** The gate over HTTP, and the log for gates elsewhere. */
export function gateRoutes(parts: ApiParts): readonly Route[] {
  return [evaluateRoute(parts), lookRoute(parts), receiptRoute(parts), bundleRoute(parts)];
}

function evaluateRoute({ gate }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/gate/evaluate",
    summary: `May this commit go to this environment now? The answer of \`countersign gate\`, ${WORD}. 200 also denies`,
    access: ASKERS,
    body: questionForm,
    status: 200,
    statuses: STATUSES,
    answer,
    codes: ["web.unknown", "usage.request-reused", "limit.busy"],
    run: async ({ body, actor }) => {
      const work = configured(gate);
      const caller = callerOf(actor);
      caller.requireOwn(body);
      return replyOf(await work.ask(caller.name, body), body.requestId);
    },
  });
}

function lookRoute({ gate }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/gate/requests/{requestId}",
    summary: `The newest answer to a request, ${WORD}`,
    access: ASKERS,
    params: z.strictObject({ requestId: z.string().min(1).max(1024) }),
    status: 200,
    statuses: STATUSES,
    answer,
    codes: ["web.unknown", "usage.request-unknown"],
    run: async ({ params: { requestId }, actor }) =>
      replyOf(await configured(gate).look(callerOf(actor).name, requestId), requestId),
  });
}

function receiptRoute({ gate }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/deployments",
    summary: "Log what was done with a verdict of this service's gate: a receipt that the gate signs",
    access: { people: "none", scope: "deployments:write" },
    body: receiptForm,
    status: 200,
    statuses: STATUSES,
    answer,
    codes: ["web.unknown", "usage.request-unknown", "gate.verdict-subject", "limit.busy"],
    run: async ({ body, actor }) => replyOf(await configured(gate).receive(callerOf(actor).name, body), body.requestId),
  });
}

function bundleRoute({ db, log }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/bundle",
    summary: "The published log with its evidence, a line of JSON for each leaf, for whoever verifies it",
    access: EVIDENCE_READERS,
    query: z.strictObject({
      since: z
        .string()
        .regex(/^(0|[1-9]\d{0,14})$/)
        .transform(Number)
        .optional()
        .describe("Leaves that the reader has already"),
      packets: z.literal("1").optional().describe("With what reviewers are shown"),
    }),
    status: 200,
    type: BUNDLE_TYPE,
    codes: ["bundle.from"],
    async run({ query: { since = 0, packets }, actor, contents }) {
      const asked = { from: since, packets: packets !== undefined };
      const stream = await startBundle(evidenceLines(log, contents, asked));
      await audit(db, nameOf(actor), "read-bundle", `since ${since}`);
      return { stream };
    },
  });
}

/** Tokens of one label are one caller's: a new one goes on where the old one ended. */
function callerOf(actor: Actor | undefined): GateCaller {
  if (actor?.kind !== "machine") throw new CountersignError("auth.not-entitled", "programs ask a gate");
  return actor.machineKind === "job" ? jobCaller(actor.job) : { name: `token:${actor.label}`, requireOwn: () => {} };
}

function configured(gate: GateWork | undefined): GateWork {
  if (gate === undefined) throw unknown("gate: service.yaml names none");
  return gate;
}

function replyOf(said: GateAnswer, requestId: string) {
  return { ...gateReply(said, requestId), json: { requestId, ...said.document } };
}
