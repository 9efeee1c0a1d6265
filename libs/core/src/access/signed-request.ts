import {
  AttestError,
  fingerprint,
  formatBase64,
  formatCanonical,
  formatEnvelope,
  nonEmptyString,
  object,
  parseBase64,
  parseCanonical,
  parseEnvelope,
  read,
  singleSignature,
  verifyMachineSignature,
} from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { verifyPeople } from "../log/signers.ts";
import type { Policy } from "../policy/policy.ts";
import { revokedFrom } from "../policy/roster.ts";
import { trustOf } from "../policy/trust.ts";
import { CLOCK_TOLERANCE, formatTime } from "../time.ts";

/** DSSE payload type of a signed request. Nothing that is logged has it, so no signature of one is good for the other. */
export const REQUEST_PAYLOAD_TYPE = "application/vnd.countersign.request+json";

/** What a request asks of which log: `target` is its path with the query, as sent, below the prefix of the server. */
export type AskedOf = { readonly method: string; readonly origin: string; readonly target: string };

/** Who signed a request, by the id or name that the policy has. */
export type Requester = { readonly person: string } | { readonly machine: string } | { readonly witness: string };

/**
 * The payload that is signed for a request: canonical JSON
 * `{"method":"GET","origin":"log.acme.example/feed","target":"/bundle?from=0","time":"2026-11-22T10:00:00Z"}`. `now` is in
 * POSIX seconds. A person signs it in the namespace `countersign-request@v1`; machines and witnesses sign the PAE.
 */
export function requestPayload({ method, origin, target }: AskedOf, now: number): Uint8Array {
  return formatCanonical({ method, origin, target, time: formatTime(now) });
}

/** The value of the header `Authorization`. */
export function formatAuthorization(envelope: Envelope): string {
  return `${SCHEME}${formatBase64(formatEnvelope(envelope))}`;
}

/**
 * Who of the policy signed a request. Entitled are people who are not retired, by keys that are not revoked, the machines,
 * and the witnesses of the log. Codes: `auth.missing`, `auth.form`, `auth.signature`, `auth.not-entitled` (retired, revoked),
 * `auth.target` (signed for another request or log), `auth.time` (too old, or from the future).
 */
export function verifyRequest(
  crypto: Crypto,
  policy: Policy,
  header: string | undefined,
  asked: AskedOf,
  now: number,
): Requester {
  const envelope = parseAuthorization(header);
  const requester = signerOf(crypto, policy, envelope);
  const { time, ...signed } = parsePayload(envelope.payload);
  for (const field of ["method", "origin", "target"] as const)
    if (signed[field] !== asked[field])
      throw new CountersignError("auth.target", `signed for the ${field} ${signed[field]}, asked of ${asked[field]}`);
  if (Math.abs(now - time) > CLOCK_TOLERANCE)
    throw new CountersignError("auth.time", `signed at ${formatTime(time)}, it is ${formatTime(now)} here`);
  return requester;
}

const SCHEME = "Countersign ";

function parseAuthorization(header: string | undefined): Envelope {
  if (header === undefined) throw new CountersignError("auth.missing", "the request is not signed");
  return renamed("auth.form", () => {
    if (!header.startsWith(SCHEME)) throw new CountersignError("auth.form", `the scheme is not '${SCHEME.trim()}'`);
    const envelope = parseEnvelope(parseBase64(header.slice(SCHEME.length), "attest"));
    singleSignature(envelope);
    return envelope;
  });
}

/** Plain Ed25519 signatures have 64 bytes; those of people, SSHSIG blobs, have more. */
function signerOf(crypto: Crypto, policy: Policy, envelope: Envelope): Requester {
  return renamed("auth.signature", () =>
    singleSignature(envelope).sig.length === 64
      ? programOf(crypto, policy, envelope)
      : personOf(crypto, policy, envelope),
  );
}

function personOf(crypto: Crypto, policy: Policy, envelope: Envelope): Requester {
  const [signer] = verifyPeople(crypto, [policy], "countersign-request@v1", envelope, REQUEST_PAYLOAD_TYPE);
  if (signer === undefined) throw new CountersignError("auth.signature", "nobody signed");
  const { id, retired } = signer.person;
  if (retired) throw new CountersignError("auth.not-entitled", `${id} is retired`);
  if (revokedFrom(policy, fingerprint(crypto, signer.key)) !== undefined)
    throw new CountersignError("auth.not-entitled", `the key of ${id} is revoked`);
  return { person: id };
}

function programOf(crypto: Crypto, policy: Policy, envelope: Envelope): Requester {
  const { witnesses } = trustOf(crypto, policy.log);
  const { key } = verifyMachineSignature(crypto, {
    envelope,
    payloadType: REQUEST_PAYLOAD_TYPE,
    keys: [...policy.machines.map((machine) => machine.key), ...witnesses.map((witness) => witness.key.publicKey)],
  });
  const machine = policy.machines.find((one) => one.key === key);
  if (machine !== undefined) return { machine: machine.id };
  const witness = witnesses.find((one) => one.key.publicKey === key);
  if (witness !== undefined) return { witness: witness.name };
  throw new CountersignError("auth.signature", "no signature by any key of the policy");
}

const payload = object({
  method: nonEmptyString,
  origin: nonEmptyString,
  target: nonEmptyString,
  time: nonEmptyString,
});

function parsePayload(bytes: Uint8Array): AskedOf & { readonly time: number } {
  return renamed("auth.form", () => {
    const { time, ...signed } = read(payload, parseCanonical(bytes), "attest");
    const seconds = Date.parse(time) / 1000;
    if (!Number.isSafeInteger(seconds) || formatTime(seconds) !== time)
      throw new CountersignError("auth.form", `${JSON.stringify(time.slice(0, 40))} is no time`);
    return { ...signed, time: seconds };
  });
}

/** One code for each step: what is wrong inside a header helps nobody to find a way in. */
function renamed<T>(code: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (cause) {
    if (cause instanceof CountersignError && cause.code.startsWith("auth.")) throw cause;
    if (!(cause instanceof AttestError) && !(cause instanceof CountersignError)) throw cause;
    throw new CountersignError(code, `${cause.code}: ${cause.detail}`, { cause });
  }
}
