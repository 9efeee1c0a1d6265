import { createPrivateKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { CountersignError } from "@countersign/core";

/** Seconds: a token is dated back, for a clock that is ahead of GitHub's, and lasts less than GitHub's ten minutes. */
const DATED_BACK = 30;
const LASTS = 540;

/** The key of an App, as GitHub issued it (PKCS#1) or converted; `settings.secret` for anything else. */
export function appKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // Whatever is wrong with it may quote it.
  }
  throw new CountersignError("settings.secret", "github.privateKey is no RSA key in PEM");
}

/** What an App says who it is by (RS256), at a time in seconds of GitHub's clock. */
export function appJwt(key: KeyObject, app: number, now: number): string {
  const at = Math.floor(now) - DATED_BACK;
  const spoken = [
    { alg: "RS256", typ: "JWT" },
    { iat: at, exp: at + LASTS, iss: String(app) },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const text = spoken.join(".");
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}
