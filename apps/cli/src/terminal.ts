import { CountersignError } from "@countersign/core/error";
import type { Streams } from "./main.ts";

/** Colours for people, and nothing but text for everything else. */
export type Terminal = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly red: (text: string) => string;
  /** Whether somebody sees what is noted. */
  readonly attended: boolean;
  /** Tells what long work is at, on a terminal only, in one line that the next output replaces. */
  readonly progress: (text: string) => void;
  /** Takes the last progress away, before something else is printed. */
  readonly clear: () => void;
  /** A sentence beside the result, on standard error. */
  readonly note: (text: string) => void;
  /** Asks yes or no; `usage.confirm` when nobody is there to answer. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Asks for a line, at a terminal or from whatever standard input is; `usage.input` when nothing comes. */
  readonly line: (question: string) => Promise<string>;
};

/** The terminal of this process. Colours only where both streams are terminals and `NO_COLOR` is not set (no-color.org). */
export function createTerminal({ stdin, stdout, stderr, env }: Streams): Terminal {
  const colour = stdout.isTTY === true && stderr.isTTY === true && (env["NO_COLOR"] ?? "") === "";
  const paint = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const erase = () => (stderr.isTTY === true ? "\r\u001b[K" : "");
  return {
    bold: paint(1),
    dim: paint(2),
    green: paint(32),
    yellow: paint(33),
    red: paint(31),
    attended: stderr.isTTY === true,
    progress: (text) => {
      if (stderr.isTTY === true) stderr.write(`${erase()}${harmless(text)}`);
    },
    clear: () => {
      stderr.write(erase());
    },
    note: (text) => {
      stderr.write(`${erase()}${text}\n`);
    },
    confirm: async (question) => {
      if (stdin.isTTY !== true)
        throw new CountersignError("usage.confirm", "nobody is at the terminal to confirm; say --yes");
      const { createInterface } = await import("node:readline/promises");
      using lines = createInterface({ input: stdin, output: stderr });
      const answer = await lines.question(`${erase()}${question} [y/N] `);
      return /^y(es)?$/i.test(answer.trim());
    },
    line: async (question) => {
      const { createInterface } = await import("node:readline");
      stderr.write(`${erase()}${question} `);
      using lines = createInterface({ input: stdin });
      for await (const line of lines) return line;
      throw new CountersignError("usage.input", "nothing came on standard input");
    },
  };
}

/** Makes untrusted text harmless: control, format, bidirectional and invisible characters become visible escapes (attack D7). */
export function harmless(text: string): string {
  return text.replaceAll(
    /[^\P{C}\n]|[\p{Z}--\u{20}]|\p{Default_Ignorable_Code_Point}|\u{2800}/gv,
    (unit) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The first characters of an id, enough for a command line. */
export function shortId(id: string): string {
  return id.slice(0, 16);
}
