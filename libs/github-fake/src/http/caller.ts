import type { Hub } from "../hub.ts";
import { known } from "../state/table.ts";
import { ApiError } from "./api-error.ts";
import { appOfJwt } from "./json-web-token.ts";
import type { Caller } from "./route.ts";

/** Who asks, by the `Authorization` header; what is there and does not hold is refused. */
export function callerOf(hub: Hub, authorization: string | undefined): Caller {
  if (authorization === undefined) return { kind: "nobody" };
  const [scheme = "", value = ""] = authorization.trim().split(/\s+/, 2);
  if (/^basic$/i.test(scheme)) return callerOfToken(hub, passwordOf(value));
  if (!/^(?:bearer|token)$/i.test(scheme)) throw badCredentials();
  const looksSigned = value.split(".").length === 3 && !value.startsWith("ghs_");
  if (!looksSigned) return callerOfToken(hub, value);
  return { kind: "app", app: appOfJwt(hub.state, value, hub.clock.now() + hub.faults.clockOffset) };
}

/** The password of Basic authentication, in which Git sends tokens. */
function passwordOf(value: string): string {
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function callerOfToken({ state, clock }: Hub, value: string): Caller {
  const token = state.tokens.find(({ text }) => text === value);
  if (token === undefined || token.expiresAt <= clock.now()) throw badCredentials();
  if ("user" in token.of) return { kind: "user", user: token.of.user, token };
  const installation = state.installations.get(token.of.installation);
  if (installation === undefined) throw badCredentials();
  if (installation.suspendedAt !== null) throw new ApiError(403, "This installation has been suspended");
  return { kind: "installation", installation: known(state.installations, installation.id), token };
}

function badCredentials(): ApiError {
  return new ApiError(401, "Bad credentials");
}
