import { formatHex } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";

/** Where an alarm points: a leaf of the log, a commit, or a size of the log. */
export type AlarmPlace = { readonly leaf?: number; readonly commit?: string; readonly size?: number };

/**
 * A condition that somebody should know of, for as long as it lasts. `code` and `subject` together say which condition it
 * is and never change while it lasts; `text` says it in words and may. `part` is what was looked at to see it: `log`,
 * `sources`, `conflicts`, `noticed` or a repository (`repositoryPart`); where that cannot be looked at, nobody can say that the condition
 * has ended.
 */
export type Alarm = {
  readonly part: string;
  readonly code: string;
  readonly subject: string;
  readonly text: string;
  /** What to do; that of the code where absent. */
  readonly remedy?: string;
  readonly at: AlarmPlace;
};

/** An alarm that was raised. `since` is when it was first seen, `acknowledged` when its reader took note, in seconds. */
export type StandingAlarm = Alarm & { readonly id: string; readonly since: number; readonly acknowledged?: number };

/** Characters of a text or a subject; what comes from a log or a repository can be of any length. */
const LONGEST = 2000;

/** An alarm whose words can be shown anywhere: what a terminal, a page or the head of a mail would not show as it is, is escaped. */
export function alarm(words: Alarm): Alarm {
  const { remedy } = words;
  return {
    ...words,
    subject: shown(words.subject),
    text: shown(words.text),
    ...(remedy === undefined ? {} : { remedy: shown(remedy) }),
  };
}

/** The part that a repository of the policy is. */
export function repositoryPart(id: string): string {
  return `repository ${id}`;
}

/** The name of the condition, the same in every run: 16 hexadecimal digits of the SHA-256 of code and subject. */
export function alarmId({ sha256 }: Sha256, { code, subject }: Pick<Alarm, "code" | "subject">): string {
  return formatHex(sha256(new TextEncoder().encode(`${code}\n${subject}`))).slice(0, 16);
}

function shown(text: string): string {
  const harmless = text.replaceAll(
    /[\p{C}]|[\p{Z}--\u{20}]|\p{Default_Ignorable_Code_Point}|\u{2800}/gv,
    (unit) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return harmless.length > LONGEST ? `${harmless.slice(0, LONGEST)}…` : harmless;
}
