import { formatBase64Url } from "../base64.ts";
import { decodeUtf8 } from "../bytes.ts";
import { AttestError } from "../error.ts";
import { parseStrict } from "../json/parse.ts";
import { isObject } from "../json/value.ts";
import type { JsonObject } from "../json/value.ts";
import { checkPasskeyFlags, checkUser, hasExtensionData } from "./flags.ts";
import type { PasskeySignature } from "./signature.ts";

/** A web page that may ask for passkey signatures: its exact origin, and the relying party id of its passkeys. */
export type Origin = { readonly origin: string; readonly rpId: string };

/** What a passkey assertion has to be about: the signed data (its challenge), the key's RP id, the pages that count. */
export type PasskeyCheck = {
  readonly challenge: Uint8Array;
  readonly rpId: string;
  readonly origins: readonly Origin[];
};

/**
 * Judges what browser and authenticator say about a passkey signature that is already known to verify (WebAuthn
 * level 3 §7.2 and §5.8.1). Codes, in this order: `attest.webauthn-application` (a key for raw use), `-rp-id`,
 * `attest.user-presence`, `attest.user-verification`, `attest.webauthn-attested-data`, `-backup`, `-extension-missing`
 * (flag without data), `-extension-flag` (data without flag), `-extension` (any), `-client-data` (no JSON object),
 * `-duplicate-member`, `-type`, `-challenge`, `-origin-mismatch` (client data and signature differ), `-cross-origin`,
 * `-top-origin`, `-member-order` (not as browsers print it), `-origin` (not listed for the RP id).
 */
export function checkPasskey(signature: PasskeySignature, { challenge, rpId, origins }: PasskeyCheck): void {
  const listed = origins.filter((each) => each.rpId === rpId);
  if (rpId.startsWith("ssh:")) refuse("application", "a key for use outside browsers");
  if (listed.length === 0) refuse("rp-id", `the key was made for ${rpId}, which is not listed`);
  checkUser(signature.flags);
  checkPasskeyFlags(signature.flags);
  checkExtensions(signature);
  checkClientData(signature, challenge);
  if (!listed.some(({ origin }) => origin === signature.origin)) {
    refuse("origin", `the page was at ${signature.origin}, which is not listed for ${rpId}`);
  }
}

function checkExtensions({ flags, extensions }: PasskeySignature): void {
  const present = extensions.length > 0;
  if (hasExtensionData(flags) && !present) refuse("extension-missing", "the flags promise extension data");
  if (!hasExtensionData(flags) && present) refuse("extension-flag", "extension data that the flags do not mention");
  if (present) refuse("extension", "an extension that is not known");
}

function checkClientData({ clientData, origin }: PasskeySignature, challenge: Uint8Array): void {
  const data = parseClientData(clientData);
  if (data["type"] !== "webauthn.get") refuse("type", "not made by navigator.credentials.get");
  if (data["challenge"] !== formatBase64Url(challenge)) refuse("challenge", "the challenge is something else");
  if (data["origin"] !== origin) refuse("origin-mismatch", "signature and client data name different origins");
  if (data["crossOrigin"] !== false)
    refuse("cross-origin", "the page was, or may have been, inside a page of another origin");
  if (Object.hasOwn(data, "topOrigin")) refuse("top-origin", "the page was inside another page");
  checkOrder(clientData, challenge, origin);
}

/** Browsers print the first four members in one way (§5.8.1.1), so anything else was not printed by a browser. */
function checkOrder(clientData: Uint8Array, challenge: Uint8Array, origin: string): void {
  const start = `{"type":"webauthn.get","challenge":"${formatBase64Url(challenge)}","origin":${JSON.stringify(origin)},"crossOrigin":false`;
  const text = decodeUtf8(clientData) ?? "";
  const next = text.charAt(start.length);
  if (!text.startsWith(start) || (next !== "}" && next !== ","))
    refuse("member-order", "not printed as browsers print it");
}

function parseClientData(clientData: Uint8Array): JsonObject {
  const data = parseJson(clientData);
  return data !== undefined && isObject(data) ? data : refuse("client-data", "no JSON object");
}

function parseJson(clientData: Uint8Array) {
  try {
    return parseStrict(clientData, "attest.webauthn");
  } catch (error) {
    if (!(error instanceof AttestError)) throw error;
    const code = error.code === "attest.webauthn.duplicate-key" ? "duplicate-member" : "client-data";
    return refuse(code, error.detail, error);
  }
}

function refuse(what: string, detail: string, cause?: unknown): never {
  throw new AttestError(`attest.webauthn-${what}`, detail, { cause });
}
