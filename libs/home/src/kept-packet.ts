import { checkPacket } from "@countersign/core";
import type { ChangeRecord, Packet } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { OpenedHome } from "./home.ts";

/** The largest packet that is read: a change of 500,000 entries. */
export const PACKET_LIMIT = 256 * 1024 * 1024;

/** The packet that a change record names, from this home; undefined when it is not here, else the codes of `checkPacket`. */
export async function keptPacket(
  { parts }: Pick<OpenedHome, "parts">,
  record: ChangeRecord,
): Promise<Packet | undefined> {
  const bytes = await parts.packets.get(record.packet.sha256, PACKET_LIMIT);
  return bytes === undefined ? undefined : checkPacket(nodeCrypto, bytes, record);
}
