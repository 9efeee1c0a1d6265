import type { Command } from "./command.ts";

/** A command's name, and the module that has it: only the one that is called is loaded. */
export type CommandEntry = { readonly name: string; readonly load: () => Promise<Command> };
