import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Which of the secrets signed a body, by the value of `X-Hub-Signature-256`: its place, or undefined where none did. The bytes are
 * those that came; the comparison takes the same time wherever they differ (github.md §3; attack G1).
 */
export function signedBy(
  secrets: readonly string[],
  body: Uint8Array,
  signature: string | undefined,
): number | undefined {
  const digits = /^sha256=([0-9a-f]{64})$/.exec(signature ?? "")?.[1];
  if (digits === undefined) return undefined;
  const given = Buffer.from(digits, "hex");
  const matching = secrets.map(
    (secret) => secret !== "" && timingSafeEqual(createHmac("sha256", secret).update(body).digest(), given),
  );
  const at = matching.indexOf(true);
  return at === -1 ? undefined : at;
}
