import { createHash } from "node:crypto";
import { CountersignError } from "@countersign/core";

/** The tag of an answer, or of what makes it: the same for the same. */
export function tagOf(json: unknown): string {
  return createHash("sha256").update(JSON.stringify(json)).digest("base64url");
}

/** Whether a client has this already, by its header `If-None-Match` (RFC 9110 §13.1.2, weak comparison). */
export function isKnown(header: string | undefined, etag: string): boolean {
  return header !== undefined && (header.trim() === "*" || tagsOf(header).includes(etag));
}

/** Refuses a write of something that is another one meanwhile, by the header `If-Match`: `web.precondition`. None asks for nothing. */
export function requireMatch(header: string | undefined, etag: string): void {
  if (header === undefined || header.trim() === "*" || tagsOf(header).includes(etag)) return;
  throw new CountersignError("web.precondition", "it is another one than the one that If-Match names");
}

function tagsOf(header: string): readonly string[] {
  return [...header.matchAll(/(?:W\/)?"([\x21\x23-\x7e]*)"/g)].map(([, tag = ""]) => tag);
}
