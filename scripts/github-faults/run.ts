import { compare } from "./compare.ts";
import { oneRun } from "./one-run.ts";
import type { GithubFaultReport } from "./report.ts";
import { storyOf } from "./story.ts";

/** Plays one story without a fault and with every fault, and compares what came of both. `tell` hears how far it is. */
export async function runGithubFaults(
  { seed, pulls }: { readonly seed: number; readonly pulls: number },
  tell: (line: string) => void,
): Promise<GithubFaultReport> {
  const story = storyOf(seed, pulls);
  const perfect = await oneRun(seed, story, false, (line) => tell(`without faults: ${line}`));
  const faulty = await oneRun(seed, story, true, (line) => tell(`with faults: ${line}`));
  return { counts: compare(story, perfect, faulty), perfect, faulty };
}
