import { join } from "node:path";
import { bareGit } from "../bare-git.ts";
import type { LoadedStage } from "./loaded-stage.ts";
import { queuedChange } from "./proposing.ts";
import { processorTime } from "./running-service.ts";
import { sample } from "./samples.ts";
import type { ServiceBenchmark } from "./service-benchmark.ts";
import type { ServiceRow } from "./service-row.ts";
import { POLL } from "./service-stage.ts";

/** From `git push` of a commit to its packet in a reviewer's queue: told by the repository's hook, and found by looking. */
export const pushToQueue: ServiceBenchmark = {
  name: "push",
  about: `from \`git push\` to the packet in the queue: by the hook, and by a look every ${POLL} s`,
  async measure(stage, samples) {
    const other = join(stage.folder, "other.git");
    await bareGit(stage.folder, ["clone", "--quiet", "--bare", stage.repository.bare, other]);
    await stage.repository.hook(stage.hook);
    const byHook = await pushRow(stage, other, Math.ceil(samples / 2), 0, "by the hook");
    await stage.repository.hook(undefined);
    const byPoll = await pushRow(stage, other, Math.ceil(samples / 4), 10_000, `by a look every ${POLL} s`);
    return [byHook, byPoll];
  },
};

async function pushRow(
  stage: LoadedStage,
  other: string,
  samples: number,
  first: number,
  how: string,
): Promise<ServiceRow> {
  const { repository, bare, worker, web } = stage;
  const spent = [processorTime(web), processorTime(worker)];
  const commits = Array.from({ length: samples }, (_, at) => repository.commit(first + at));
  const refOf = (at: number) => `refs/heads/change/${first + at}`;
  const timed = await sample(
    samples,
    async (at) => {
      const commit = commits[at] ?? "";
      await repository.push(repository.bare, { [refOf(at)]: commit });
      await queuedChange(stage, refOf(at), commit);
    },
    [
      {
        name: "git push, nobody told",
        run: (at) => repository.push(other, { [refOf(at)]: commits[at] ?? "" }),
      },
      ...bare,
    ],
  );
  const cpu = {
    web: (processorTime(web) - (spent[0] ?? 0)) / samples,
    worker: (processorTime(worker) - (spent[1] ?? 0)) / samples,
  };
  await repository.push(repository.bare, Object.fromEntries(commits.map((_, at) => [refOf(at), ""])));
  return { name: `push to packet, ${how}`, unit: "ms", ...timed, cpu };
}
