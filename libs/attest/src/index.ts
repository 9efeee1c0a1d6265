export { formatBase64, formatBase64Url, parseBase64 } from "./base64.ts";
export type { Hash, SignCrypto, VerifyCrypto } from "./crypto.ts";
export { checkPayloadType, formatEnvelope, parseEnvelope, singleSignature } from "./dsse/envelope.ts";
export type { Envelope, EnvelopeSignature } from "./dsse/envelope.ts";
export { formatMachineKey, parseMachineKey } from "./dsse/machine-key.ts";
export { signEnvelope, verifyMachineSignature } from "./dsse/machine.ts";
export type { MachineCheck, MachineSigning } from "./dsse/machine.ts";
export { pae } from "./dsse/pae.ts";
export { AttestError } from "./error.ts";
export { formatHex, parseHex } from "./hex.ts";
export { canonicalText, formatCanonical } from "./json/format.ts";
export { parseCanonical, parseStrict } from "./json/parse.ts";
export {
  base64,
  boolean,
  dictionary,
  gitObjectId,
  hexDigest,
  integer,
  json,
  jsonObject,
  list,
  matching,
  nonEmptyString,
  object,
  oneOf,
  read,
  refuse,
  string,
  tuple,
} from "./json/read.ts";
export type { Place, Read, Reader } from "./json/read.ts";
export type { JsonList, JsonObject, JsonValue } from "./json/value.ts";
export { formatKeyBlob, formatPublicKey, fingerprint, parseKeyBlob, parsePublicKey } from "./ssh/public-key.ts";
export type { PublicKey } from "./ssh/public-key.ts";
export { formatPrivateKey, parsePrivateKey } from "./ssh/private-key.ts";
export type { PrivateKey, PrivateKeyParts } from "./ssh/private-key.ts";
export { isWeakEd25519 } from "./ssh/weak-key.ts";
export { formatArmor, formatSshsig, parseArmor, parseSshsig, signedData } from "./sshsig/blob.ts";
export type { Sshsig } from "./sshsig/blob.ts";
export type { Origin } from "./sshsig/passkey.ts";
export { signSshsig } from "./sshsig/sign.ts";
export type { SshsigSigning } from "./sshsig/sign.ts";
export { formatSignature, parseSignature } from "./sshsig/signature.ts";
export type {
  Assertion,
  PasskeySignature,
  PlainSignature,
  SecurityKeySignature,
  Signature,
} from "./sshsig/signature.ts";
export { verifySshsig } from "./sshsig/verify.ts";
export type { SshsigCheck, TrustedKey, VerifiedSshsig } from "./sshsig/verify.ts";
export {
  IN_TOTO_PAYLOAD_TYPE,
  checkPredicateType,
  formatStatement,
  parseStatement,
  predicateType,
} from "./statement.ts";
export type { Statement, Subject } from "./statement.ts";
