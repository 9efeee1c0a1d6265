import type { Request } from "express";
import type { Played, RequestFault } from "../faults/faults.ts";
import type { Hub } from "../hub.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { passTime } from "../world/time.ts";
import { checkAccess } from "./access.ts";
import { ApiError, notFound } from "./api-error.ts";
import { callerOf } from "./caller.ts";
import { etagOf, matches } from "./etag.ts";
import { isFields } from "./fields.ts";
import type { Fields } from "./fields.ts";
import { primary, secondary } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { namedRepository } from "./named-repository.ts";
import type { Answer, Call, Caller, Route } from "./route.ts";

/**
 * What becomes of one request: who asks, what the limits say, which repository it is about, whether the caller may, what the route
 * does, whether the client has the answer already. Undefined is a request that gets no answer.
 */
export async function answerTo(hub: Hub, limits: Limits, route: Route, request: Request): Promise<Answer | undefined> {
  await passTime(hub);
  const caller = callerOf(hub, request.headers.authorization);
  const fault = hub.faults.drawRequest(route.operation);
  if (fault?.kind === "no-answer") return undefined;
  failEarly(hub, fault, caller);
  const leave = limits.enter(caller, route);
  try {
    const headers = limits.spend(caller, 1);
    const answer = await run(hub, limits, route, request, caller, fault?.kind === "stale");
    if (fault?.kind === "error-after") throw broken();
    return sparing(limits, request, caller, { ...answer, headers: { ...headers, ...answer.headers } });
  } finally {
    leave();
  }
}

async function run(
  hub: Hub,
  limits: Limits,
  route: Route,
  request: Request,
  caller: Caller,
  stale: boolean,
): Promise<Answer> {
  const named = namedRepository(hub, request, caller);
  if (named !== undefined && "movedTo" in named) return moved(named.movedTo);
  checkAccess(hub, route, caller, named);
  const body = fieldsOf(request);
  note(hub, route.operation, hub.validator?.request(route.operation, body));
  const answer = await route.run(callOf(hub, limits, request, caller, named, body, stale));
  note(hub, route.operation, hub.validator?.response(route.operation, answer.status, answer.body));
  return answer;
}

function callOf(
  hub: Hub,
  limits: Limits,
  request: Request,
  caller: Caller,
  named: Repository | undefined,
  body: Fields,
  stale: boolean,
): Call {
  return {
    hub,
    caller,
    app: appOf(hub, caller),
    params: Object.fromEntries(
      Object.entries(request.params).map(([name, value]) => [name, Array.isArray(value) ? value.join("/") : value]),
    ),
    query: new URLSearchParams(request.url.split("?")[1] ?? ""),
    body,
    repository: () => {
      if (named === undefined) throw notFound();
      return named;
    },
    stale,
    limits,
    url: `${hub.urls.site}${request.originalUrl.split("?")[0] ?? ""}`,
  };
}

/** Faults that keep a request from doing anything. */
function failEarly(hub: Hub, fault: Played<RequestFault> | undefined, caller: Caller): void {
  const { kind, seconds = 0 } = fault ?? {};
  if (kind === "error-before") throw broken();
  if (kind === "secondary-limit") throw secondary({ "retry-after": String(seconds) });
  if (kind === "secondary-limit-unsaid") throw secondary({});
  if (kind === "primary-limit") {
    const reset = hub.clock.now() + hub.faults.clockOffset + seconds;
    throw primary({ "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) });
  }
  if (kind === "token-revoked" && caller.kind === "installation") {
    hub.state.tokens.remove(caller.token.id);
    throw new ApiError(401, "Bad credentials");
  }
}

function broken(): ApiError {
  return new ApiError(502, "Server Error");
}

function moved(url: string): Answer {
  return { status: 301, body: { message: "Moved Permanently", url }, headers: { location: url } };
}

function appOf({ state }: Hub, caller: Caller) {
  if (caller.kind === "app") return caller.app;
  return caller.kind === "installation" ? known(state.apps, caller.installation.app) : undefined;
}

function fieldsOf({ body }: Request): Fields {
  const bytes: unknown = body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
  if (!isFields(value)) throw new ApiError(400, "Body should be a JSON object");
  return value;
}

/** An answer that the client has already is not sent again, and costs nothing. */
function sparing(limits: Limits, request: Request, caller: Caller, answer: Answer): Answer {
  if (request.method !== "GET" || answer.status !== 200) return answer;
  const etag = etagOf(answer.body);
  const headers = { ...answer.headers, etag };
  if (!matches(request.headers["if-none-match"], etag)) return { ...answer, headers };
  return { status: 304, headers: { ...headers, ...limits.spend(caller, -1) } };
}

function note(hub: Hub, operation: string, problems: readonly string[] = []): void {
  for (const problem of problems) hub.problems.push(`${operation}: ${problem}`);
}
