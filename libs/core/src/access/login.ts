import {
  AttestError,
  formatCanonical,
  nonEmptyString,
  object,
  pae,
  parseBase64,
  parseStrict,
  read,
} from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { verifyPeople } from "../log/signers.ts";
import type { Signer } from "../log/signers.ts";
import type { Policy } from "../policy/policy.ts";
import { revokedFrom } from "../policy/roster.ts";
import { CLOCK_TOLERANCE, formatTime } from "../time.ts";

/** DSSE payload type of a sign-in. Nothing that is logged has it, so no signature of one is good for the other. */
const LOGIN_PAYLOAD_TYPE = "application/vnd.countersign.login+json";

/** What a sign-in is about: the web origin of the service, and the nonce (32 bytes in base64) and time that it gave out. */
export type Login = { readonly origin: string; readonly nonce: string; readonly time: string };

/**
 * The bytes that are signed to sign in, in the namespace `countersign-login@v1`: the DSSE encoding of canonical JSON
 * `{"nonce":"…","origin":"https://countersign.acme.example","time":"2026-11-22T10:00:00Z"}`. Whoever signs makes them itself, from
 * the address that it called (attack B23).
 */
export function loginMessage(login: Login): Uint8Array {
  return pae(LOGIN_PAYLOAD_TYPE, loginPayload(login));
}

/**
 * What a service asks a client to sign in with: `{"nonce":"…","time":"…"}` and nothing else, of this time. `auth.challenge` for
 * everything else, above all for bytes that somebody else made. `now` is in POSIX seconds.
 */
export function parseLoginChallenge(answer: Uint8Array, origin: string, now: number): Login {
  const { nonce, time } = challengeOf(answer);
  const seconds = Date.parse(time) / 1000;
  if (!Number.isSafeInteger(seconds) || formatTime(seconds) !== time || Math.abs(now - seconds) > CLOCK_TOLERANCE)
    throw new CountersignError("auth.challenge", `the challenge is of another time; here it is ${formatTime(now)}`);
  return { origin, nonce, time };
}

/**
 * The person of a policy who signed a sign-in, by SSH key, security key or passkey. `auth.signature`; `auth.not-in-policy` for
 * keys that the policy has not, or revoked, and for people who are retired. Whether the nonce was given out is the caller's to know.
 */
export function verifyLogin(crypto: Crypto, policy: Policy, login: Login, signature: Uint8Array): Signer {
  const signer = signerOf(crypto, policy, login, signature);
  const { id, retired } = signer.person;
  if (retired) throw new CountersignError("auth.not-in-policy", `${id} is retired`);
  if (revokedFrom(policy, signer.fingerprint) !== undefined)
    throw new CountersignError("auth.not-in-policy", `this key of ${id} is revoked`);
  return signer;
}

function loginPayload({ origin, nonce, time }: Login): Uint8Array {
  return formatCanonical({ origin, nonce, time });
}

const challenge = object({ nonce: nonEmptyString, time: nonEmptyString });
const NONCE_BYTES = 32;

function challengeOf(answer: Uint8Array) {
  try {
    const asked = read(challenge, parseStrict(answer), "attest");
    if (parseBase64(asked.nonce).length === NONCE_BYTES) return asked;
  } catch (cause) {
    if (!(cause instanceof AttestError)) throw cause;
    throw new CountersignError("auth.challenge", "the service asks for something else than a sign-in", { cause });
  }
  throw new CountersignError("auth.challenge", `a nonce has ${NONCE_BYTES} bytes`);
}

function signerOf(crypto: Crypto, policy: Policy, login: Login, sig: Uint8Array): Signer {
  const envelope = {
    payloadType: LOGIN_PAYLOAD_TYPE,
    payload: loginPayload(login),
    signatures: [{ keyid: "", sig }],
  };
  try {
    const [signer] = verifyPeople(crypto, [policy], "countersign-login@v1", envelope, LOGIN_PAYLOAD_TYPE);
    if (signer !== undefined) return signer;
  } catch (cause) {
    if (!(cause instanceof AttestError) && !(cause instanceof CountersignError)) throw cause;
    const code = cause.code === "attest.key-unknown" ? "auth.not-in-policy" : "auth.signature";
    const where = code === "auth.signature" ? `; a sign-in here is signed for ${login.origin}` : "";
    throw new CountersignError(code, `${cause.code}: ${cause.detail}${where}`, { cause });
  }
  throw new CountersignError("auth.signature", "nobody signed");
}
