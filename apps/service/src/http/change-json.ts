import { changeStanding, checkPacket, classesByPath, formatChange, reviewsOf } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, LogParts, Packet } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

/** Bytes of a packet: a change of 500,000 entries. */
const PACKET_LIMIT = 256 * 1024 * 1024;

/** A change in a list: what it is, without what it changes. */
export function changeSummary({ record, leaf }: Logged<ChangeRecord>) {
  return {
    change: record.change,
    leaf,
    repository: record.repository.id,
    ref: record.ref,
    base: record.base.gitCommit,
    head: record.head.gitCommit,
    changeDigest: record.changeDigest,
    entries: record.entries.length,
    title: record.claim.title,
    ...(record.proposal === undefined ? {} : { proposal: record.proposal }),
    packet: record.packet.sha256,
  };
}

/** A change with its record, how each requirement stands at a time (POSIX seconds), and what was said about its content, in the order of the log. */
export function changeDetail(
  contents: LogContents,
  logged: Logged<ChangeRecord>,
  packet: Packet | undefined,
  time: number,
) {
  const asked = packet === undefined ? {} : askedBy(packet);
  return {
    ...changeSummary(logged),
    record: formatChange(logged.record),
    requirements: changeStanding(contents, logged.record, { ...asked, time }).map((one) => ({
      ...one,
      people: [...one.people],
      objections: [...one.objections],
    })),
    decisions: reviewsOf(contents, logged.record).map(({ id, leaf, record }) => ({
      id,
      leaf,
      change: record.change,
      decision: record.decision,
      role: record.role,
      person: record.reviewer.person,
      organisation: record.reviewer.organisation,
      message: record.message,
    })),
  };
}

/** The bytes of the packet that a change names, hashed when they were read; undefined where it is not here. */
export async function packetBytes(log: LogParts, record: ChangeRecord): Promise<Uint8Array | undefined> {
  return log.packets.get(record.packet.sha256, PACKET_LIMIT);
}

/** The packet that a change names; undefined where it is not here. */
export async function packetOf(log: LogParts, record: ChangeRecord): Promise<Packet | undefined> {
  const bytes = await packetBytes(log, record);
  return bytes === undefined ? undefined : checkPacket(nodeCrypto, bytes, record);
}

function askedBy(packet: Packet) {
  const asked = new Set(Object.values(packet.roles).flatMap(({ requirements }) => requirements));
  return { classes: classesByPath(packet.findings, packet.coverage), asked };
}
