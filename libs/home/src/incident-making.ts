import { formatHex } from "@countersign/attest";
import type { Incident } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

/** An incident that follows from other records; its id follows from them too, so that whoever finds it twice makes one. */
export function derivedIncident({ about, code, text }: Omit<Incident, "id" | "status">, from: string): Incident {
  const hex = formatHex(nodeCrypto.sha256(new TextEncoder().encode(JSON.stringify([about, code, from]))));
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return { about, code, text, status: "opened", id: parts.join("-") };
}
