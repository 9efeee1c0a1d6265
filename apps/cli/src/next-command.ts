import type { Invocation } from "./command.ts";

/** The command to type next, with the home of this call where it was named on the command line. */
export function nextCommand({ value }: Pick<Invocation, "value">, command: string): string {
  const home = value("home");
  return `countersign ${command}${home === undefined ? "" : ` --home ${shellWord(home)}`}`;
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
