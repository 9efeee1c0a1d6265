import { COMMANDS } from "./commands.ts";
import { runProgram } from "./program.ts";
import type { Streams } from "./program.ts";

export type { Streams } from "./program.ts";

/** Runs one command line of the whole program; see `runProgram`. */
export function main(args: readonly string[], streams: Streams): Promise<number> {
  return runProgram(COMMANDS, args, streams);
}
