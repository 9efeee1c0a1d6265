import { until } from "../service/until.ts";
import type { GithubStage } from "./github-stage.ts";

/** A pull request of bob's with one file of its own. */
export async function propose(stage: GithubStage, name: string) {
  await revise(stage, name, 1);
  return stage.world.openPull(stage.repository.id, stage.bob.id, { head: name, title: `Change ${name}` });
}

/** Pushes a revision to its branch; answers the head. */
export function revise({ world, repository, bob }: GithubStage, name: string, revision: number): Promise<string> {
  const files = { [`ranker/${name}.py`]: `weight = ${revision}\n` };
  return world.commit(repository.id, bob.id, { branch: name, files, message: `Revision ${revision}` });
}

/** Waits until our newest run on a head is in a state. */
export async function untilCheck({ github, app }: GithubStage, head: string, state: string): Promise<void> {
  const newest = () => github.state.checkRuns.where((run) => run.headSha === head && run.app === app.id).at(-1);
  await until(async () => {
    const run = newest();
    return run !== undefined && [run.conclusion, run.output.title].includes(state);
  }, 120_000);
}

/** What the title of a check says while the one who is asked has not decided. */
export const WAITS = "Waits for oracle";
