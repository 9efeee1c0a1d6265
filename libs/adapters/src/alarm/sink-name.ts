import { createHash } from "node:crypto";

/** A name for a sink at a URL or address, which may hold a secret: the name holds only its fingerprint. */
export function sinkName(kind: string, ...places: readonly string[]): string {
  return `${kind}-${createHash("sha256").update(places.join("\n")).digest("hex").slice(0, 8)}`;
}
