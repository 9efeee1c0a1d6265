import { CountersignError } from "@countersign/core/error";

/** Milliseconds for the runner's service to answer. */
const PATIENCE = 15_000;

/**
 * The job's own token for an audience (OpenID Connect in GitHub Actions, `ACTIONS_ID_TOKEN_REQUEST_URL`); `usage.id-token` where the job may not
 * have one, `auth.issuer-unreachable` where nobody gives it.
 */
export async function jobToken(env: NodeJS.ProcessEnv, audience: string): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env;
  if (!address || !bearer) throw new CountersignError("usage.id-token", "this job may not ask for a token of its own");
  const url = new URL(address);
  url.searchParams.set("audience", audience);
  const headers = { authorization: `Bearer ${bearer}`, accept: "application/json" };
  const answer = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(PATIENCE) }).catch(away);
  const { value } = answer.ok ? tokenIn(await answer.json().catch(away)) : { value: undefined };
  if (typeof value === "string") return value;
  throw new CountersignError("auth.issuer-unreachable", `the runner's service answered ${answer.status}, and no token`);
}

function tokenIn(json: unknown): { readonly value?: unknown } {
  return typeof json === "object" && json !== null ? json : {};
}

function away(cause: unknown): never {
  throw new CountersignError("auth.issuer-unreachable", "the runner's service gives no token", { cause });
}
