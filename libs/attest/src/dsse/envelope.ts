import { formatBase64 } from "../base64.ts";
import { AttestError } from "../error.ts";
import { formatCanonical } from "../json/format.ts";
import { parseCanonical } from "../json/parse.ts";
import { base64, list, object, read, refuse, string } from "../json/read.ts";
import type { Reader } from "../json/read.ts";

/** One signature. `keyid` is an unauthenticated hint, never a reason to accept; `""` is how an absent one reads. */
export type EnvelopeSignature = { readonly keyid: string; readonly sig: Uint8Array };

/** A DSSE envelope (DSSE 1.0.2, envelope): the bytes that were signed, what they are, and at least one signature. */
export type Envelope = {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
};

/**
 * Signatures of one envelope: more than any policy names people, and few enough that one key cannot have every reader of a log
 * verify for a minute.
 */
const MOST_SIGNATURES = 1000;
/** Bytes of text from which on its brackets and commas are counted first: a parsed value takes forty times the room. */
const LARGE = 1024 * 1024;

/**
 * Canonical JSON with standard, padded base64; an empty `keyid` is left out. `attest.signature-count` without a signature,
 * `attest.signature-limit` with more than 1000.
 *
 *     {"payload":"aGVsbG8=","payloadType":"text/plain","signatures":[{"keyid":"a","sig":"…"}]}
 */
export function formatEnvelope(envelope: Envelope): Uint8Array {
  requireSignature(envelope);
  return formatCanonical({
    payload: formatBase64(envelope.payload),
    payloadType: envelope.payloadType,
    signatures: envelope.signatures.map(({ keyid, sig }) => ({
      ...(keyid === "" ? {} : { keyid }),
      sig: formatBase64(sig),
    })),
  });
}

/**
 * Reads what `formatEnvelope` prints and nothing else; verifies no signature. Codes: those of `parseCanonical`,
 * `attest.unknown-field`, `attest.missing-field`, `attest.field-type`, `attest.base64`, `attest.keyid` (empty),
 * `attest.signature-count` (none), `attest.signature-limit` (more than 1000).
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length > LARGE) requireFewItems(bytes);
  const envelope = read(envelopeReader, parseCanonical(bytes), "attest");
  requireSignature(envelope);
  return envelope;
}

/** The only signature of an envelope; `attest.signature-count` when there are more or none. */
export function singleSignature(envelope: Envelope): EnvelopeSignature {
  const [signature, second] = envelope.signatures;
  if (signature === undefined || second !== undefined) {
    throw new AttestError("attest.signature-count", `${envelope.signatures.length} signatures where one is wanted`);
  }
  return signature;
}

/** Checks what the payload is said to be; `attest.payload-type`. */
export function checkPayloadType(envelope: Envelope, payloadType: string): void {
  if (envelope.payloadType === payloadType) return;
  throw new AttestError("attest.payload-type", `payload type ${envelope.payloadType} where ${payloadType} is wanted`);
}

const keyid: Reader<string> = (value, place) => {
  const text = string(value, place);
  return text === "" ? refuse(place, "keyid", "an empty keyid is left out") : text;
};

const signature = object({ sig: base64 }, { keyid });

const envelopeReader = object({
  payload: base64,
  payloadType: string,
  signatures: list<EnvelopeSignature>((value, place) => ({ keyid: "", ...signature(value, place) })),
});

/** What is large in an envelope is its payload, one text; whatever else has many brackets and commas is none. */
function requireFewItems(bytes: Uint8Array): void {
  let items = 0;
  for (const byte of bytes) if (byte === OBJECT || byte === LIST || byte === COMMA) items += 1;
  if (items > 8 * MOST_SIGNATURES)
    throw new AttestError("attest.signature-limit", `more items than ${MOST_SIGNATURES} signatures have`);
}

const [OBJECT, LIST, COMMA] = [0x7b, 0x5b, 0x2c];

function requireSignature({ signatures }: Envelope): void {
  if (signatures.length === 0) throw new AttestError("attest.signature-count", "an envelope without a signature");
  if (signatures.length > MOST_SIGNATURES)
    throw new AttestError("attest.signature-limit", `${signatures.length} signatures, above ${MOST_SIGNATURES}`);
}
