import { createPublicKey, verify } from "node:crypto";
import type { State } from "../state/state.ts";
import type { App } from "../state/accounts.ts";
import { ApiError } from "./api-error.ts";
import { isFields } from "./fields.ts";
import type { Fields } from "./fields.ts";

/** The app that signed a JSON Web Token (RS256, at most ten minutes, not of the future); `now` in POSIX seconds. */
export function appOfJwt(state: State, token: string, now: number): App {
  const [head = "", claims = "", signature = ""] = token.split(".");
  const { alg } = decoded(head);
  const { iss, iat, exp } = decoded(claims);
  if (alg !== "RS256") throw undecodable();
  if (typeof exp !== "number" || exp <= now) throw new ApiError(401, EXPIRED);
  if (exp > now + LONGEST) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== "number" || iat > now + DRIFT) throw new ApiError(401, FUTURE);
  const app = state.apps.find(({ id, clientId }) => String(id) === String(iss) || clientId === iss);
  if (app === undefined) throw new ApiError(404, "Integration not found");
  const signed = Buffer.from(`${head}.${claims}`);
  const bytes = Buffer.from(signature, "base64url");
  if (!app.keys.some((key) => verify("RSA-SHA256", signed, createPublicKey(key), bytes))) throw undecodable();
  return app;
}

/** Seconds that a token may hold. */
const LONGEST = 600;
/** Seconds that the app's clock may be ahead. */
const DRIFT = 5;

const EXPIRED =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const FUTURE = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

function decoded(part: string): Fields {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (isFields(value)) return value;
  } catch {
    // What is no JSON is no token.
  }
  throw undecodable();
}

function undecodable(): ApiError {
  return new ApiError(401, "A JSON web token could not be decoded");
}
