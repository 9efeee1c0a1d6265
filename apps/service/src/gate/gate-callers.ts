import { createHash, timingSafeEqual } from "node:crypto";
import { CountersignError } from "@countersign/core";
import type { Request } from "express";

/** Refuses a request whose bearer token is none of these callers': `auth.missing`, `auth.token`. `usage.callers` for the text. */
export function callersOf(text: string): (request: Request) => Promise<void> {
  const digests = linesOf(text).map((line) => {
    const [, digest] = /^[!-~]{1,128} ([0-9a-f]{64})$/.exec(line) ?? [];
    if (digest === undefined)
      throw new CountersignError("usage.callers", "a line of the callers is NAME and the SHA-256 of its token");
    return Buffer.from(digest, "hex");
  });
  if (digests.length === 0) throw new CountersignError("usage.callers", "nobody may ask: there is no line in it");
  return async ({ headers }) => {
    const [, token] = /^Bearer ([!-~]{1,1024})$/.exec(headers.authorization ?? "") ?? [];
    if (token === undefined) throw new CountersignError("auth.missing", "the request has no bearer token");
    const asked = createHash("sha256").update(token).digest();
    if (!digests.some((known) => timingSafeEqual(known, asked)))
      throw new CountersignError("auth.token", "no caller has this token");
  };
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
