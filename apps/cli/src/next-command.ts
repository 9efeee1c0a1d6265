import type { Invocation } from "./command.ts";

/** The command to type next, with the home of this call where it was named on the command line. */
export function nextCommand({ value }: Pick<Invocation, "value">, command: string): string {
  const home = value("home");
  return `countersign ${command}${home === undefined ? "" : ` --home ${shellWord(home)}`}`;
}

/** A remedy with the home of this call in the commands that it names, where it was named on the command line. */
export function withHome({ value }: Pick<Invocation, "value">, remedy: string): string {
  const home = value("home");
  if (home === undefined) return remedy;
  return remedy.replaceAll(
    /countersign (?:policy )?[a-z]+(?:-[a-z]+)*/g,
    (command) => `${command} --home ${shellWord(home)}`,
  );
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
