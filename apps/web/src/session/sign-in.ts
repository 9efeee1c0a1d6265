import { formatBase64, parseArmor, signedData } from "@countersign/attest";
import { loginMessage, parseLoginChallenge } from "@countersign/core";
import type { Login } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { Problem, documentProblem, problemOfAnswer, unreachable } from "../api/problem.ts";
import type { ServicePlace } from "../api/service-place.ts";
import { begunOf } from "./session-store.ts";
import type { Begun } from "./session-store.ts";

/** The namespace of signatures that sign in, and do nothing else. */
export const LOGIN_NAMESPACE = "countersign-login@v1";

/**
 * Asks for what to sign in with. The service gives a nonce and a time and nothing else; whatever else it sends is refused before a key
 * is touched: `auth.challenge` (attack B23). `now` in POSIX seconds.
 */
export async function askLogin(place: ServicePlace, now: number): Promise<Login> {
  const answer = await post(place, "/v1/session/challenge", {});
  try {
    return parseLoginChallenge(new Uint8Array(await answer.arrayBuffer()), place.origin, now);
  } catch (cause) {
    throw documentProblem(cause);
  }
}

/** What is signed to sign in: the SSHSIG signed data, which a passkey has as its challenge. */
export function loginSignedData(login: Login): Uint8Array {
  return signedData(nobleCrypto, LOGIN_NAMESPACE, loginMessage(login));
}

/** Hands a signature in. As a cookie where the page is the service's own, else as a token that this tab keeps. */
export async function handLogin(place: ServicePlace, login: Login, signature: Uint8Array): Promise<Begun> {
  const body = {
    nonce: login.nonce,
    time: login.time,
    signature: formatBase64(signature),
    deliver: place.own ? "cookie" : "token",
  };
  const begun = begunOf(await (await post(place, "/v1/session", body)).json());
  if (begun !== undefined) return begun;
  throw new Problem({
    status: 201,
    code: "web.answer",
    detail: "the service answers with no session",
    remedy: "Try again; if it stays so, the service is another version than this page.",
  });
}

/** The command that signs a login with a key on this machine, for any shell of POSIX. `ssh-keygen` is all that it needs. */
export function signingCommand(login: Login): string {
  const message = new TextDecoder().decode(loginMessage(login));
  return `printf %s '${message}' | ssh-keygen -Y sign -n ${LOGIN_NAMESPACE} -f ~/.ssh/id_ed25519`;
}

/** The signature in what `ssh-keygen -Y sign` printed, whatever stands around it; `auth.signature` where there is none. */
export function pastedSignature(text: string): Uint8Array {
  const [armour] = /-----BEGIN SSH SIGNATURE-----[\s\S]*?-----END SSH SIGNATURE-----/.exec(text) ?? [];
  try {
    if (armour !== undefined) return parseArmor(`${armour.replaceAll("\r", "").replace(/^[ \t]+|[ \t]+$/gm, "")}\n`);
  } catch (cause) {
    throw noSignature(cause);
  }
  throw noSignature(undefined);
}

function noSignature(cause: unknown): Problem {
  return new Problem({
    status: 0,
    code: "auth.signature",
    detail: "this is no signature",
    remedy: "Paste all that the command printed, from BEGIN SSH SIGNATURE to END SSH SIGNATURE.",
    cause,
  });
}

async function post({ origin, own }: ServicePlace, path: string, body: object): Promise<Response> {
  const response = await fetch(`${origin}${path}`, {
    method: "POST",
    credentials: own ? "same-origin" : "omit",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (!response.ok) throw await problemOfAnswer(response);
  return response;
}
