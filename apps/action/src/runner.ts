import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";

/** What a runner of GitHub Actions takes from a step: files that are named in the environment, and lines of its log. */
export type Runner = {
  readonly output: (name: string, value: string) => Promise<void>;
  readonly summary: (markdown: string) => Promise<void>;
  /** Lines of the log; none of them is a command for the runner, whatever it says. */
  readonly log: (lines: readonly string[]) => void;
  /** Has a text masked in every log of the job. */
  readonly mask: (secret: string) => void;
};

/** The runner that started this process; nothing is written where it names no file. */
export function runnerOf(env: NodeJS.ProcessEnv, stdout: NodeJS.WritableStream): Runner {
  const append = async (file: string | undefined, text: string) => {
    if (file !== undefined && file !== "") await appendFile(file, text);
  };
  return {
    // The end of a value is a line that nobody can know before.
    async output(name, value) {
      const end = `end-${randomUUID()}`;
      await append(env["GITHUB_OUTPUT"], `${name}<<${end}\n${value}\n${end}\n`);
    },
    summary: (markdown) => append(env["GITHUB_STEP_SUMMARY"], markdown),
    log(lines) {
      const word = randomUUID();
      stdout.write(`::stop-commands::${word}\n${lines.join("\n")}\n::${word}::\n`);
    },
    mask: (secret) => void stdout.write(`::add-mask::${secret}\n`),
  };
}
