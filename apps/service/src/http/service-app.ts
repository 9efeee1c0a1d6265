import type { Requester } from "@countersign/core";
import type { SharedHome } from "@countersign/home";
import type { Express, Request } from "express";
import { audit } from "../access/audit.ts";
import { logApp } from "../app.ts";
import { requireEntitled, requireMachine } from "../entitled.ts";
import type { Events } from "../events.ts";
import { apiApp } from "./api-app.ts";
import type { ApiOptions } from "./api-app.ts";
import type { LogRates } from "../log-limits.ts";
import type { ApiParts } from "./api-parts.ts";
import { currentContents } from "./log-state.ts";

/** What the whole service is made of: the parts of the API, and the home whose log it serves. */
export type ServiceParts = ApiParts & {
  /** The folder of the home. */
  readonly home: string;
  readonly logEvents: Events;
  /** How often one client may ask the log. */
  readonly logRates?: LogRates;
};

/** The API and the log server in one app; what `rest` answers comes before the log's own routes. */
export function serviceApp(parts: ServiceParts, options: ApiOptions): Express {
  const { home, log, queue, shared, db, clock, logEvents, logRates } = parts;
  const logServer = logApp({
    home,
    parts: log,
    queue,
    ...(logRates === undefined ? {} : { rates: logRates }),
    contents: () => currentContents(shared),
    async requireEntitled(request) {
      await shared.catchUp();
      const requester = requireEntitled(request, shared.policy(), clock);
      await audit(db, spell(requester), isBundle(request) ? "read-bundle" : "read-evidence", request.originalUrl);
    },
    requireMachine: async (envelope) => requireMachine(envelope, await policyOf(shared)),
    events: logEvents,
  });
  return apiApp(parts, { ...options, rest: [...(options.rest ?? []), logServer] });
}

async function policyOf(shared: SharedHome) {
  await shared.catchUp();
  return shared.policy();
}

const isBundle = ({ path }: Request) => path === "/bundle";

function spell(requester: Requester): string {
  if ("person" in requester) return `person:${requester.person}`;
  return "machine" in requester ? `machine:${requester.machine}` : `witness:${requester.witness}`;
}
