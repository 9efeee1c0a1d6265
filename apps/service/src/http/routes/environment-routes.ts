import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { z } from "zod";
import { nameOf } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { EVIDENCE_READERS } from "../../access/evidence-readers.ts";
import type { EnvironmentName } from "../../environments/deployed.ts";
import { openEnvironments } from "../../environments/environments.ts";
import type { Environments } from "../../environments/environments.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, pageByName } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";
import { tagOf } from "../etag.ts";
import { briefJson, environmentAnswer, environmentBrief, environmentJson } from "./environment-json.ts";

/** Environments of a page: each may have the gate asked. */
const MOST = 20;

/** Environments: what runs there, what could come next, and what the gate says of it, judged as everywhere. A display: nobody deploys by it. */
export function environmentRoutes(parts: ApiParts): readonly Route[] {
  const environments = openEnvironments(parts);
  return [listRoute(parts, environments), oneRoute(parts, environments)];
}

function listRoute({ db }: ApiParts, environments: Environments): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/environments",
    summary: "Environments of the policy for each of its repositories: what runs, what is next, and what the gate says",
    access: EVIDENCE_READERS,
    query: PAGE.extend({ repository: z.string().min(1).max(512).optional() }),
    status: 200,
    answer: z.strictObject({ items: z.array(environmentBrief), next: z.string().nullable() }),
    codes: ["web.cursor", "limit.busy"],
    async run({ query: { repository, limit = MOST, ...page }, contents, actor }) {
      const wanted = namesIn(contents.policy.policy, repository);
      const { items, next } = pageByName(wanted, { ...page, limit: Math.min(limit, MOST) }, nameText);
      const shown = [];
      for (const name of items) shown.push(briefJson(await environments.look(contents, name)));
      await audit(db, nameOf(actor), "read-environment", repository ?? "all");
      return { json: { items: shown, next }, etag: tagOf([shown, next]) };
    },
  });
}

function oneRoute({ db }: ApiParts, environments: Environments): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/environments/{repository}/{environment}",
    summary:
      "An environment: the steps between what runs and the candidate with who decided what, what was deployed, and when gates were heard of",
    access: EVIDENCE_READERS,
    params: z.strictObject({ repository: z.string().min(1).max(512), environment: z.string().min(1).max(512) }),
    status: 200,
    answer: environmentAnswer,
    codes: ["web.unknown", "limit.busy"],
    async run({ params, contents, actor }) {
      const json = environmentJson(await environments.look(contents, params).catch(unknownName));
      await audit(db, nameOf(actor), "read-environment", nameText(params));
      return { json, etag: tagOf(json) };
    },
  });
}

function namesIn({ repositories, environments }: Policy, repository: string | undefined): readonly EnvironmentName[] {
  const chosen = repositories.filter(({ id }) => repository === undefined || id === repository);
  return chosen
    .flatMap(({ id }) => environments.map((one) => ({ repository: id, environment: one.id })))
    .toSorted((a, b) => (nameText(a) < nameText(b) ? -1 : 1));
}

function nameText({ repository, environment }: EnvironmentName): string {
  return `${repository} ${environment}`;
}

function unknownName(error: unknown): never {
  const isUnknown =
    error instanceof CountersignError && (error.code === "policy.repository" || error.code === "usage.environment");
  throw isUnknown ? unknown("environment") : error;
}
