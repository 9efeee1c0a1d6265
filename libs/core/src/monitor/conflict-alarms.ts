import { parseCheckpoint, parseNote } from "@countersign/tlog";
import { formatHex } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import { alarm } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** Two notes that the log signed and that do not go together. */
export type Conflict = { readonly code: "log.fork" | "log.rollback"; readonly kept: string; readonly other: string };

/**
 * `log.fork` for two histories, which stands for ever, and `log.rollback` while a log shows fewer leaves than it has shown
 * (attack F12). The notes themselves are the proof.
 */
export function conflictAlarm(crypto: Sha256, { code, kept, other }: Conflict): Alarm {
  const [was, is] = [checkpointOf(crypto, kept), checkpointOf(crypto, other)];
  const roots = `${was.size} leaves with the root ${formatHex(was.root)}`;
  const name = conflictName(crypto, { code, kept, other });
  const text =
    code === "log.fork"
      ? `the log signed ${roots}, and ${is.size} leaves with the root ${formatHex(is.root)} that do not continue them`
      : `the log showed ${roots}, and now shows ${is.size}`;
  return alarm({
    part: code === "log.fork" ? "conflicts" : "sources",
    code,
    subject: name,
    text: `${text}; both notes are in ${conflictFolder(name)} of the monitor's folder`,
    at: { size: is.size },
  });
}

/** Names the proof: the code's last word, both sizes, and digits of the SHA-256 of both texts; cosignatures do not matter. */
export function conflictName(crypto: Sha256, { code, kept, other }: Conflict): string {
  const texts = [kept, other].map((note) => parseNote(note).text);
  const digits = formatHex(crypto.sha256(new TextEncoder().encode(texts.join("\n\n")))).slice(0, 16);
  const sizes = [kept, other].map((note) => checkpointOf(crypto, note).size);
  return `${code.slice("log.".length)}-${sizes.join("-")}-${digits}`;
}

/** Where a monitor keeps the two notes of a conflict, as `kept` and `other`. */
export function conflictFolder(name: string): string {
  return `conflicts/${name}`;
}

function checkpointOf(crypto: Sha256, note: string) {
  return parseCheckpoint(crypto, parseNote(note).text);
}
