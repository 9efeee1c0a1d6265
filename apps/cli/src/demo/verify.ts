import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { missingTools, runScript, scriptPath } from "../run-script.ts";
import { shellWord } from "../next-command.ts";
import { keyOf } from "./stage.ts";
import type { Stage } from "./stage.ts";

const SCRIPT = "verify-decision.sh";
/** What the script needs besides git and `ssh-keygen`. */
const TOOLS = ["jq", "sha256sum"] as const;

/** A logged decision of Dana's, checked with none of our own code; where its tools are missing, the story says which. */
export async function verifyByStrangers(
  stage: Stage,
  { change, decision }: { readonly change: string; readonly decision: string },
): Promise<void> {
  const { story, folder, repo, invocation } = stage;
  for (const [file, args] of [
    ["change.json", [change]],
    ["decision.json", [decision]],
    ["decision.salt", [decision, "--salt"]],
    ["decision.leaf", [decision, "--leaf"]],
  ] as const)
    await keepEvidence(stage, file, args);
  const args = [
    join(folder, "decision.json"),
    `${keyOf(stage, "dana")}.pub`,
    ...["decision.salt", "decision.leaf"].map((name) => join(folder, name)),
    "--change",
    join(folder, "change.json"),
    "--repo",
    repo,
  ];
  const line = ["sh", scriptPath(SCRIPT), ...args].map(shellWord).join(" ");
  const missing = await missingTools(TOOLS, invocation.home.env);
  if (missing.length > 0) return story.show(line, [`not here: it needs ${missing.join(" and ")}`]);
  const lines = await runScript([SCRIPT, ...args], invocation.home.env);
  story.show(line, lines.filter((one) => one.startsWith("ok: ")).map(shortDigests));
}

async function keepEvidence({ invocation, story, folder, home }: Stage, file: string, args: readonly string[]) {
  const { stdout } = await invocation.call(["evidence", ...args, "--home", home]);
  await writeFile(join(folder, file), stdout);
  story.show(`countersign evidence ${args.join(" ")} > ${file}`, [], { hidden: true });
}

function shortDigests(line: string): string {
  return line.replaceAll(/([0-9a-f]{16})[0-9a-f]{48}/g, "$1…");
}
