import type { Sha256 } from "../crypto.ts";
import { conflictFolder, conflictName } from "../monitor/conflict-alarms.ts";
import type { MonitorState } from "../monitor/monitor-state.ts";
import type { Files } from "./log-parts.ts";
import type { LogSight } from "./watch-log.ts";

/** Proofs of a fork that are kept; more of them prove no more. */
const MOST_CONFLICTS = 20;

/** Both notes are durable before anybody hears of them; a fork is remembered for ever. */
export async function keptConflicts(
  { crypto, files }: { readonly crypto: Sha256; readonly files: Files },
  { conflicts }: MonitorState,
  sights: readonly LogSight[],
): Promise<MonitorState["conflicts"]> {
  const known = new Map(conflicts.map((one) => [conflictName(crypto, one), one]));
  for (const found of sights.flatMap(({ conflict }) => (conflict === undefined ? [] : [conflict]))) {
    const { code } = found;
    const conflict = { kept: noteText(found.kept), other: noteText(found.other) };
    const name = conflictName(crypto, { code, ...conflict });
    await files.put(`${conflictFolder(name)}/kept`, found.kept);
    await files.put(`${conflictFolder(name)}/other`, found.other);
    if (code === "log.fork" && known.size < MOST_CONFLICTS) known.set(name, { code, ...conflict });
  }
  return [...known.values()];
}

/** A note as text. */
export function noteText(note: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(note);
}
