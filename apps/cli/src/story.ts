import { CountersignError } from "@countersign/core";
import type { Called, Invocation } from "./command.ts";
import { shellWord } from "./next-command.ts";
import { harmless } from "./terminal.ts";
import { wrapped } from "./wrapped.ts";

/** Lines of a command's answer that a story shows before it only counts. */
const MOST_LINES = 14;

/** How a step of a story goes. */
export type Step = {
  /** The exit that the story needs; 0 when absent. */
  readonly exit?: number;
  /** The command line alone is shown. */
  readonly quiet?: boolean;
  /** Neither is shown; the command is only kept with the others. */
  readonly hidden?: boolean;
  /** Another command of this program that runs before, shown on the same line. */
  readonly first?: readonly string[];
  /** Chooses the lines of the answer that the story is about. */
  readonly pick?: (lines: readonly string[]) => readonly string[];
};

/** Where a story's commands are to be repeated: shown without this folder, and without its home, which the environment names there. */
export type Scene = { readonly folder: string; readonly home: string };

/** Tells what happens while real commands run. Everything goes to standard error; standard output is for the outcome. */
export type Story = {
  /** A sentence of the narrator. */
  readonly tell: (text: string) => void;
  /** Shows a command line, runs it, shows its answer, and insists on the exit code that the story needs. */
  readonly run: (args: readonly string[], step?: Step) => Promise<Called>;
  /** Shows a command line of another program that the story runs itself, and lines of its answer. */
  readonly show: (line: string, answer?: readonly string[], step?: Pick<Step, "hidden">) => void;
  /** Every command line so far, in order. */
  readonly commands: () => readonly string[];
};

/** A story told at the terminal of a call; within a scene each command gets its home. */
export function beginStory({ terminal, call }: Pick<Invocation, "terminal" | "call">, scene?: Scene): Story {
  const { note, bold, dim } = terminal;
  const commands: string[] = [];
  const show: Story["show"] = (line, answer = [], { hidden = false } = {}) => {
    commands.push(placed(scene, line));
    if (hidden) return;
    note(dim(`$ ${placed(scene, line)}`));
    answer.forEach((one) => note(`  ${painted(harmless(placed(scene, one)), terminal)}`));
  };
  return {
    tell: (text) => note(`\n${wrapped(text, 0).map(bold).join("\n")}`),
    show,
    commands: () => [...commands],
    async run(args, step = {}) {
      const { exit = 0, quiet = false, hidden = false, first, pick } = step;
      const within = (words: readonly string[]) => (scene === undefined ? words : [...words, "--home", scene.home]);
      const before = first === undefined ? undefined : await call(within(first));
      const called = before === undefined || before.exit === 0 ? await call(within(args)) : before;
      const right = called.exit === exit;
      const line = [...(first === undefined ? [] : [first]), args].map((words) => spelled(scene, words)).join(" && ");
      show(line, quiet || !right ? [] : shorten(called.stdout, pick), { hidden });
      if (!right) throw otherEnd(called, exit);
      return called;
    },
  };
}

function spelled(scene: Scene | undefined, args: readonly string[]): string {
  return `countersign ${args.map((word) => shellWord(placed(scene, word))).join(" ")}`;
}

/** A line as it reads in the scene's folder. */
function placed(scene: Scene | undefined, line: string): string {
  if (scene === undefined) return line;
  const { folder, home } = scene;
  return line.replaceAll(` --home ${shellWord(home)}`, "").replaceAll(`${folder}/`, "");
}

function painted(line: string, { bold, green, yellow, red }: Invocation["terminal"]): string {
  const paints = { ALLOW: green, PENDING: yellow, DENY: red };
  return line.replace(/^(?:ALLOW|PENDING|DENY)\b/, (word) =>
    word === "ALLOW" || word === "PENDING" || word === "DENY" ? bold(paints[word](word)) : word,
  );
}

/** The refusal of the command itself, so that its remedy and exit are those of the story, too. */
function otherEnd({ exit, failure, stdout, stderr }: Called, expected: number): CountersignError {
  if (exit !== 0 && failure !== undefined) return new CountersignError(failure.code, failure.message);
  return new CountersignError("internal.story", `the command ended with ${exit}, not ${expected}: ${stderr}${stdout}`);
}

function shorten(text: string, pick: Step["pick"]): readonly string[] {
  const lines = text.trimEnd().split("\n");
  if (pick !== undefined) return pick(lines);
  const rest = lines.length - MOST_LINES;
  return rest > 1 ? [...lines.slice(0, MOST_LINES), `… ${rest} more lines`] : lines;
}
