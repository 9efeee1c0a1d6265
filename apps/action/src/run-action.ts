import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collector } from "@countersign/cli/collector";
import { runProgram } from "@countersign/cli/program";
import { remedyFor } from "@countersign/core/codes";
import { CountersignError } from "@countersign/core/error";
import { answerOf } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { commandLine } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";
import { inputsOf } from "./inputs.ts";
import { jobToken } from "./job-token.ts";
import { runnerOf } from "./runner.ts";
import { logLines, summaryOf } from "./summary.ts";

/** The process of a step. */
type Step = Pick<NodeJS.Process, "env" | "stdin" | "stdout">;

/** Asks the gate for a step of a workflow, tells runner and people, and answers the exit code: 0 only for an allow. */
export async function runAction({ env, stdin, stdout }: Step): Promise<number> {
  const runner = runnerOf(env, stdout);
  const inputs = inputsOf(env);
  const given = inputs.value("token");
  if (given !== undefined) runner.mask(given);
  const token = async () => {
    const audience = inputs.value("audience");
    if (given !== undefined && audience !== undefined)
      throw new CountersignError("usage.option", "token and audience exclude each other: who is to ask?");
    if (audience === undefined) return inputs.required("token");
    const own = await jobToken(env, audience);
    runner.mask(own);
    return own;
  };
  const folder = await mkdtemp(join(env["RUNNER_TEMP"] ?? tmpdir(), "countersign-"));
  const { exit, text } = await asked();
  const answer = answerOf(text);
  const file = join(folder, "answer.json");
  await writeFile(file, text);
  await runner.output("decision", answer.decision);
  await runner.output("code", answer.code);
  await runner.output("answer", file);
  if (answer.verdict !== undefined) await runner.output("verdict", answer.verdict);
  await runner.summary(summaryOf(answer));
  runner.log(logLines(answer));
  return sure(exit, answer);

  async function asked(): Promise<{ readonly exit: number; readonly text: string }> {
    const [out, err] = [collector(), collector()];
    try {
      const args = [...(await commandLine(inputs, folder, token)), "--home", join(folder, "home"), "--json"];
      const exit = await runProgram(COMMANDS, args, { stdin, stdout: out.stream, stderr: err.stream, env });
      return { exit, text: out.text() };
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      const { code, detail: message } = error;
      const reason = { code, message, remedy: remedyFor(code) };
      return { exit: 2, text: `${JSON.stringify({ decision: "error", ...reason, reasons: [reason] })}\n` };
    }
  }
}

/** An exit of 0 with another decision than allow is a fault of ours, and no allow. */
function sure(exit: number, { decision }: Answer): number {
  return exit === 0 && decision !== "allow" ? 1 : exit;
}
