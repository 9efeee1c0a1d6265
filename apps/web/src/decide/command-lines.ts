import { formatDuration } from "@countersign/core";
import type { Review } from "@countersign/core";

/** What of a statement a command line has to be told; the rest it finds itself. */
type Said = Pick<Review, "decision" | "role" | "conditions" | "reason" | "message" | "claimedTime">;

/**
 * The commands that sign the same with a key elsewhere, and hand it in: `log.bundle` and `root.json` are what that machine has. Words that a
 * shell would read otherwise are quoted.
 */
export function commandLines(review: Said & Pick<Review, "change">, origin: string): readonly string[] {
  const file = `${review.decision}-${review.change.slice(0, 16)}.json`;
  return [signingLine(review, [review.change], file), submitLine(shellWord(file), origin)];
}

/** The same where one thing is said of several changes: one ceremony, and a file for each of them in a folder. */
export function togetherLines(said: Said, changes: readonly string[], origin: string): readonly string[] {
  const folder = `${said.decision}-together`;
  return [
    signingLine(said, changes, folder),
    `for file in ${folder}/*.json; do ${submitLine('"$file"', origin)} || break; done`,
  ];
}

function submitLine(file: string, origin: string): string {
  return `countersign submit ${file} --to ${shellWord(origin)} --root root.json`;
}

function signingLine(review: Said, changes: readonly string[], out: string): string {
  const { decision, role, conditions, reason, message } = review;
  const options = [
    ["--key", "~/.ssh/id_ed25519"],
    ["--role", shellWord(role)],
    ...(conditions?.environments ?? []).map((one) => ["--env", shellWord(one)]),
    ...(conditions?.notAfter === undefined ? [] : [["--expires", lasting(review.claimedTime, conditions.notAfter)]]),
    ...(reason === undefined ? [] : [["--reason", reason]]),
    ...(message === "" ? [] : [[`--message=${shellWord(message)}`]]),
    ["--bundle", "log.bundle"],
    ["--root", "root.json"],
    ["--out", out],
  ];
  return `countersign ${decision} ${changes.join(" ")} ${options.map((option) => option.join(" ")).join(" ")}`;
}

/** How long it is between two times, in seconds, as a duration is spelled. */
function lasting(from: string, until: string): string {
  return formatDuration(Math.max(1, Math.round((Date.parse(until) - Date.parse(from)) / 1000)));
}

/** A word as a POSIX shell reads it back. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
