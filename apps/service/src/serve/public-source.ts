import {
  CountersignError,
  publishedCheckpoint,
  publishedLines,
  readerAhead,
  sound,
  storedLog,
} from "@countersign/core";
import type { LogContents, LogParts, Packet, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { OpenedHome, SharedHome } from "@countersign/home";
import { NOTHING_TOLD, recentChanges } from "@countersign/public";
import type { PublicSource } from "@countersign/public";
import { lookAtLog } from "../queue/log-sight.ts";

/**
 * Reads again and again what the public page is computed from: the log as it is published under its cosigned checkpoint, when its leaves were
 * written, and the packets of the changes that the page tells of. What never changes is read once. `now` in seconds. Rejects with the code of
 * what is wrong where the log does not verify; `policy.missing`.
 */
export function publicReader(shared: SharedHome, now: () => number): () => Promise<PublicSource> {
  const verify = verifying();
  const packets = new Map<string, Packet | undefined>();
  let times: readonly number[] = [];
  return async () => {
    const sight = await lookAtLog(shared);
    if (sight === undefined) throw new CountersignError("policy.missing", "the log has no policy yet");
    const published = await shared.work(takePublished);
    const log = await verify(published);
    times = [...times, ...(await sight.times(times.length))];
    const timeOf = (leaf: number) => secondsOf(times[leaf]);
    for (const record of recentChanges({ log, timeOf }, now())) {
      const { sha256 } = record.packet;
      if (!packets.has(sha256)) packets.set(sha256, withoutLedgers(await sight.packet(record)));
    }
    const packetOf: PublicSource["packetOf"] = ({ packet }) => packets.get(packet.sha256);
    return { log, checkpoint: published.note, timeOf, packetOf, rule: NOTHING_TOLD };
  };
}

/** What is published, and what this process knows of exactly that. */
type Published = {
  readonly parts: LogParts;
  readonly root: Root;
  readonly note: string;
  readonly size: number;
  /** Absent where the log has leaves that await their quorum. */
  readonly log?: LogContents;
};

/** Takes the published checkpoint, and closes with it what was read of the log where that is as long. */
async function takePublished({ parts, root, own }: OpenedHome): Promise<Published> {
  if (root === undefined || own === undefined)
    throw new CountersignError("policy.missing", "the log has no policy yet");
  const note = await storedLog(parts).checkpoint();
  const { size } = await publishedCheckpoint(parts);
  const known = { parts, root, note: new TextDecoder().decode(note), size };
  return size === own.size() ? { ...known, log: sound(own.finish(note)) } : known;
}

/** Of a log that is longer than what is published, what is published is read by itself: nobody vouches for the rest. Once for each checkpoint. */
function verifying(): (published: Published) => Promise<LogContents> {
  let last: { readonly note: string; readonly log: LogContents } | undefined;
  return async ({ parts, root, note, size, log }) => {
    if (log !== undefined) return log;
    if (last?.note !== note) {
      const reader = readerAhead(nodeCrypto, root);
      for await (const _ of reader.read(publishedLines(parts, 0, size), (line) => line));
      last = { note, log: sound(reader.finish(new TextEncoder().encode(note))) };
    }
    return last.log;
  };
}

/** The rows of ledgers can be long, and the page tells nothing of them. */
function withoutLedgers(packet: Packet | undefined): Packet | undefined {
  return packet === undefined ? undefined : { ...packet, ledgers: {} };
}

function secondsOf(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000);
}
