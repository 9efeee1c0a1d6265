import { CountersignError } from "@countersign/core";

const LONGEST = 16 * 1024;

/** What somebody wrote, as it can be kept; refused with a code where it is empty, or longer than 16,384 UTF-16 units. */
export function writtenText(text: string, code: "queue.reason" | "queue.text"): string {
  const kept = text.replaceAll("\0", "").toWellFormed().trim();
  if (kept === "") throw new CountersignError(code, "nothing is written");
  if (kept.length > LONGEST) throw new CountersignError(code, `a text has at most ${LONGEST} characters`);
  return kept;
}
