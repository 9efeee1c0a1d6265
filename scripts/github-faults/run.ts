import { compare } from "./compare.ts";
import type { GithubFaultReport } from "./report.ts";
import { runApart } from "./run-apart.ts";
import { storyOf } from "./story.ts";

/** Plays one story without a fault and with every fault, both at once, and compares what came of them. `tell` hears how far they are. */
export async function runGithubFaults(
  { seed, pulls }: { readonly seed: number; readonly pulls: number },
  tell: (line: string) => void,
): Promise<GithubFaultReport> {
  const story = storyOf(seed, pulls);
  const [perfect, faulty] = await Promise.all([
    runApart({ seed, story, isFaulty: false }, (line) => tell(`without faults: ${line}`)),
    runApart({ seed, story, isFaulty: true }, (line) => tell(`with faults: ${line}`)),
  ]);
  return { counts: compare(story, perfect, faulty), perfect, faulty };
}
