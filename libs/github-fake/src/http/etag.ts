import { createHash } from "node:crypto";

/** The weak tag of a body. */
export function etagOf(body: unknown): string {
  return `W/"${createHash("sha256")
    .update(JSON.stringify(body) ?? "")
    .digest("hex")}"`;
}

/** Whether `If-None-Match` names a tag. */
export function matches(header: string | undefined, etag: string): boolean {
  const bare = etag.replace(/^W\//, "");
  return (header ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === bare);
}
