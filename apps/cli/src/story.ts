import { CountersignError } from "@countersign/core";
import type { Called, Invocation } from "./command.ts";
import { shellWord } from "./next-command.ts";
import { harmless } from "./terminal.ts";

/** Lines of a command's answer that a story shows before it only counts. */
const MOST_LINES = 14;

/** Tells what happens while real commands run. Everything goes to standard error; standard output is for the outcome. */
export type Story = {
  /** A sentence of the narrator. */
  readonly tell: (text: string) => void;
  /** Shows a command line, runs it, shows its answer, and insists on the exit code that the story needs. */
  readonly run: (
    args: readonly string[],
    options?: { readonly exit?: number; readonly quiet?: boolean },
  ) => Promise<Called>;
};

/** A story told at the terminal of a call. */
export function beginStory({ terminal, call }: Pick<Invocation, "terminal" | "call">): Story {
  const { note, bold, dim } = terminal;
  return {
    tell: (text) => note(`\n${bold(text)}`),
    async run(args, { exit = 0, quiet = false } = {}) {
      note(dim(`$ countersign ${args.map(shellWord).join(" ")}`));
      const called = await call(args);
      if (called.exit !== exit) throw otherEnd(called, exit);
      if (!quiet) shorten(called.stdout).forEach((line) => note(`  ${harmless(line)}`));
      return called;
    },
  };
}

/** The refusal of the command itself, so that its remedy and exit are those of the story, too. */
function otherEnd({ exit, failure, stdout, stderr }: Called, expected: number): CountersignError {
  if (exit !== 0 && failure !== undefined) return new CountersignError(failure.code, failure.message);
  return new CountersignError("internal.story", `the command ended with ${exit}, not ${expected}: ${stderr}${stdout}`);
}

function shorten(text: string): readonly string[] {
  const lines = text.trimEnd().split("\n");
  const rest = lines.length - MOST_LINES;
  return rest > 1 ? [...lines.slice(0, MOST_LINES), `… ${rest} more lines`] : lines;
}
