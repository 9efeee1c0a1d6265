import { parseArgs } from "node:util";
import { CountersignError } from "@countersign/core/error";
import type { Command, Invocation, Option } from "./command.ts";

/** Options that every command takes. */
export const COMMON: Readonly<Record<string, Option>> = {
  json: { help: "print one JSON document on standard output" },
  home: { value: "DIR", help: "the home folder (default: $COUNTERSIGN_HOME, else $XDG_STATE_HOME/countersign)" },
  help: { short: "h", help: "print this text" },
};

/** Reads the arguments of a command; `usage.option` and `usage.arguments` for what the command does not take. */
export function parseInvocation(
  command: Command,
  args: readonly string[],
): Omit<Invocation, "home" | "terminal" | "call" | "print" | "stopping" | "program"> {
  const { values, positionals } = parse(command, args);
  const [least, most] = command.positionals ?? [0, 0];
  if (positionals.length < least || positionals.length > most)
    throw usage("arguments", command, `${positionals.length} arguments`);
  const all = (name: string) => (values[name] ?? []).filter((value) => typeof value === "string");
  const value = (name: string) => all(name).at(-1);
  return {
    positionals,
    value,
    values: all,
    given: (name) => values[name] !== undefined,
    required: (name) => {
      const found = value(name);
      if (found === undefined || found === "") throw usage("missing", command, `--${name} is missing`);
      return found;
    },
  };
}

type Parsed = {
  readonly values: Readonly<Record<string, readonly (string | boolean)[]>>;
  readonly positionals: readonly string[];
};

function parse(command: Command, args: readonly string[]): Parsed {
  const options = Object.entries({ ...COMMON, ...command.options });
  const config = Object.fromEntries(
    options.map(([name, { short, value }]) => [
      name,
      {
        type: value === undefined ? "boolean" : "string",
        multiple: true,
        ...(short === undefined ? {} : { short }),
      } as const,
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: config,
      allowPositionals: true,
      strict: true,
    });
    const lists = Object.entries(values).map(([name, found]) => [name, found ?? []] as const);
    for (const [name, found] of lists) refuseRepeated(command, name, found.length);
    return { values: Object.fromEntries(lists), positionals };
  } catch (error) {
    if (error instanceof TypeError) throw usage("option", command, error.message.split(/\.\s/)[0] ?? error.message);
    throw error;
  }
}

/** An option given twice is refused: the one that counts would be a guess. */
function refuseRepeated(command: Command, name: string, times: number): void {
  const option = { ...COMMON, ...command.options }[name];
  if (times > 1 && option?.value !== undefined && option.many !== true)
    throw usage("repeated", command, `--${name} is given ${times} times`);
}

function usage(what: string, command: Command, detail: string): CountersignError {
  return new CountersignError(`usage.${what}`, `${detail}; usage: countersign ${command.usage}`);
}
