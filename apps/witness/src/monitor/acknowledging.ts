import type { Folder } from "@countersign/adapters/files";
import type { Monitor } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";

const FOLDER = "acknowledge/";

/**
 * Leaves a note for the process that runs the monitor: it takes note of these alarms at its next turn, if they stand. So nobody has to
 * stop it. `usage.alarm` for what is no id of an alarm.
 */
export async function leaveAcknowledged(folder: Pick<Folder, "put">, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    if (!/^[0-9a-f]{16}$/.test(id)) throw new CountersignError("usage.alarm", `${JSON.stringify(id)} is no alarm's id`);
    await folder.put(`${FOLDER}${id}`, new Uint8Array());
  }
}

/** Has the monitor take note of the alarms that somebody left a note about. */
export async function takeAcknowledged(folder: Pick<Folder, "list" | "remove">, monitor: Monitor): Promise<void> {
  const notes = await folder.list(FOLDER);
  const standing = new Set(monitor.status().standing.map(({ id }) => id));
  await monitor.acknowledge(notes.map((path) => path.slice(FOLDER.length)).filter((id) => standing.has(id)));
  for (const path of notes) await folder.remove(path);
}
