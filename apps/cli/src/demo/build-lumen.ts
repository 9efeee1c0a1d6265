import { CountersignError } from "@countersign/core";
import { buildLumenHistory } from "@countersign/lumen/history";
import { shellWord } from "../next-command.ts";
import { CHECKOUT } from "../run-script.ts";
import { openLumen } from "./open-lumen.ts";
import { runGit } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** Commits of the story. */
export type Ranker = { readonly settled: string; readonly tuned: string };

/**
 * Lumen's repository: `main` at its second commit, two proposals on top of each other, `tune` and `accounts`, and all of
 * its planted history as `planted`.
 */
export async function buildLumen(stage: Stage): Promise<Ranker> {
  const { repo, story } = stage;
  const [settled, tuned, named] = numbered(buildLumenHistory(repo));
  story.show(`npm run --prefix ${shellWord(CHECKOUT)} lumen:history -- ${shellWord(repo)}`, [], { hidden: true });
  await openLumen(repo);
  const branches = [
    ["branch", "planted"],
    ["branch", "tune", tuned],
    ["switch", "--quiet", "--create", "accounts", "tune"],
    ["cherry-pick", named],
    ["switch", "--quiet", "--force-create", "main", settled],
  ];
  for (const args of branches) await runGit(stage, [args], { hidden: true });
  return { settled, tuned };
}

/** What the baseline settles, a weight that moves as its title says, and a list of forty accounts. */
function numbered(commits: ReturnType<typeof buildLumenHistory>): readonly [string, string, string] {
  const [, settled, tuned, , , , , , named] = commits.map(({ id }) => id);
  if (settled !== undefined && tuned !== undefined && named !== undefined) return [settled, tuned, named];
  throw new CountersignError("internal.demo", "Lumen's history is shorter than the story");
}
