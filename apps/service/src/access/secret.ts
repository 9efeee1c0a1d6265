import { createHash, randomBytes } from "node:crypto";

/** What a secret opens; it stands in front of it, so that whoever finds one somewhere knows what it is. */
export type SecretKind = "session" | "token";

const PREFIX = { session: "cs_session_", token: "cs_token_" } as const;

/** A new secret of 32 random bytes: `cs_token_` and 43 characters of base64url. */
export function newSecret(kind: SecretKind): string {
  return `${PREFIX[kind]}${randomBytes(32).toString("base64url")}`;
}

/** The kind of a text that may be a secret; undefined for any other. */
export function secretKind(text: string): SecretKind | undefined {
  const [, kind] = /^cs_(session|token)_[\w-]{43}$/.exec(text) ?? [];
  return kind === "session" || kind === "token" ? kind : undefined;
}

/** What is kept of a secret: its SHA-256. It has more entropy than anybody can guess at, so it needs no salt. */
export function secretHash(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/**
 * What only pages of a session know, so that no other page can write in its name. Made of the signature that began it, it stays the
 * same however often the session's secret is changed.
 */
export function csrfToken(signature: Uint8Array): string {
  return createHash("sha256").update("countersign csrf\0").update(signature).digest("base64url");
}
