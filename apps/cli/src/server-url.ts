import { CountersignError } from "@countersign/core";

/** The address of a server as people type it: `usage.url` unless it is one of HTTP, without a query. */
export function serverUrl(text: string): string {
  if (/^https?:\/\/[^/?#\s]+[^?#\s]*$/.test(text) && URL.canParse(text)) return text;
  throw new CountersignError("usage.url", `${JSON.stringify(text.slice(0, 200))} is no address of a server`);
}
