import { createHmac } from "node:crypto";

/** `X-Hub-Signature-256` of a body. */
export function signature256(secret: string, body: Uint8Array): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** `X-Hub-Signature` of a body, which is kept for old receivers. */
export function signature1(secret: string, body: Uint8Array): string {
  return `sha1=${createHmac("sha1", secret).update(body).digest("hex")}`;
}
