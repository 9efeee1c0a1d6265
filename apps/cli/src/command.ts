import type { JsonObject, JsonValue } from "@countersign/attest";
import type { Home } from "@countersign/home/folder";
import type { Terminal } from "./terminal.ts";

/** One option of a command. `value` is its placeholder in the help text; without one it is a switch. */
export type Option = {
  readonly short?: string;
  readonly value?: string;
  /** May be given several times. */
  readonly many?: true;
  readonly help: string;
};

/** What a command has to say: one JSON document, a text for people, and the exit code that follows from its code. */
export type Outcome = {
  readonly json: JsonValue;
  readonly text: string;
  /** The code that decides the exit; absent for plain success. */
  readonly code?: string;
  /** Bytes to be printed as they are, instead of text or JSON. */
  readonly raw?: Uint8Array;
};

/** One call of a command, options checked for their form. */
export type Invocation = {
  readonly positionals: readonly string[];
  /** The option's value; undefined when not given. */
  readonly value: (name: string) => string | undefined;
  /** The option's value; `usage.missing` when not given. */
  readonly required: (name: string) => string;
  readonly values: (name: string) => readonly string[];
  readonly given: (name: string) => boolean;
  /** The home folder of this call, from `--home` or the environment; opened by who needs it. */
  readonly home: Home;
  readonly terminal: Terminal;
  /** Writes to standard output what cannot wait for the outcome; `files.output` where nobody reads. */
  readonly print: (text: string) => Promise<void>;
  /** From now on a signal to end aborts this instead of ending the process; a second one ends it. */
  readonly stopping: () => AbortSignal;
  /** What runs this program in a process of its own. */
  readonly program: readonly [string, ...string[]];
  /** Runs another command line of this program with the same environment, and collects what it says. */
  readonly call: (args: readonly string[]) => Promise<Called>;
};

/** What another command line answered: its exit code, both streams as text, and why where it did not simply succeed. */
export type Called = {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly failure?: { readonly code: string; readonly message: string };
};

/** A command of the program. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  /** The line behind `countersign `, such as `capture --repo PATH --base REV --head REV`. */
  readonly usage: string;
  /** The same for other ways to call it. */
  readonly otherUsages?: readonly string[];
  /** A paragraph or more for `--help`. */
  readonly details?: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Least and greatest number of positional arguments; none when absent. */
  readonly positionals?: readonly [least: number, most: number];
  readonly examples: readonly string[];
  /** Members of the JSON document of an error that tell what was asked, as the document of an answer would. */
  readonly asked?: (value: Invocation["value"]) => JsonObject;
  readonly run: (invocation: Invocation) => Promise<Outcome>;
};
