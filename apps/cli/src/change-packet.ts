import { CountersignError, checkPacket, classesByPath } from "@countersign/core";
import type { ChangeRecord, Packet } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { OpenedHome } from "./home.ts";

/** The largest packet that is read: a change of 500,000 entries. */
export const PACKET_LIMIT = 256 * 1024 * 1024;

/** The packet that a change record names, from this home; `packet.missing` when it is not here, else the codes of `checkPacket`. */
export async function packetOf(opened: OpenedHome, record: ChangeRecord): Promise<Packet> {
  const packet = await keptPacket(opened, record);
  if (packet !== undefined) return packet;
  throw new CountersignError(
    "packet.missing",
    `the packet ${record.packet.sha256} is not in ${opened.home.dir}; capturing the change again makes it again`,
  );
}

/** The same; undefined when it is not here. */
export async function keptPacket({ parts }: OpenedHome, record: ChangeRecord): Promise<Packet | undefined> {
  const bytes = await parts.packets.get(record.packet.sha256, PACKET_LIMIT);
  return bytes === undefined ? undefined : checkPacket(nodeCrypto, bytes, record);
}

/** Classes of findings by path, as requirements by class want them. */
export function classesOf({ findings, coverage }: Packet): ReadonlyMap<string, readonly string[]> {
  return classesByPath(findings, coverage);
}
