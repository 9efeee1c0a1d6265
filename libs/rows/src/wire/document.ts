import { oneOf, refuse } from "@countersign/attest";

/** The version of every document of this package; a client takes no other. */
export const VERSION = "rows-1";

/** The field that names it. */
export const version = oneOf(VERSION);

/** Refuses a document whose members do not agree with each other: `web.rows-numbers`. */
export function disagree(detail: string): never {
  return refuse({ area: "web", path: "" }, "rows-numbers", detail);
}
