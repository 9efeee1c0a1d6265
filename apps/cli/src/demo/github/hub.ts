import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startFakeGitHub } from "@countersign/github-fake";
import type { FakeGitHub } from "@countersign/github-fake";
import { simpleGit } from "simple-git";
import { CHECK_NAME } from "../../github/app-plan.ts";
import { lasting } from "./waiting.ts";

/** A GitHub of the demo's own, with Lumen's repository and Mira, who administrates it. */
export type Hub = AsyncDisposable & {
  readonly github: FakeGitHub;
  readonly owner: number;
  readonly mira: number;
  readonly repository: number;
  /** Ends what is waited for. */
  readonly stop: AbortSignal;
  /** Pushes from the clone with git, as Mira. */
  readonly push: (refspec: string) => Promise<void>;
  /** The newest check of a commit once it is as asked for. */
  readonly check: (commit: string, wanted: (shown: Shown) => boolean) => Promise<Shown>;
};

/** What GitHub shows of a check. */
export type Shown = {
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
};

/** Milliseconds for what the service does by itself. */
const PATIENCE = 90_000;

/** Starts it in a folder; `clone` gets it as its remote. `stop` ends what is waited for. */
export async function openHub(folder: string, clone: string, stop: AbortSignal): Promise<Hub> {
  const dir = join(folder, "github");
  await mkdir(dir);
  const github = await startFakeGitHub({ dir });
  const { world } = github;
  const [owner, mira] = [world.organization("lumen").id, world.user("mira").id];
  const repository = (await world.createRepository(owner, { name: "feed" })).id;
  world.setRole(repository, mira, "admin");
  const url = new URL(`${github.url}/lumen/feed.git`);
  [url.username, url.password] = ["mira", world.userToken(mira)];
  const git = simpleGit(clone);
  await git.addRemote("origin", url.href);
  return {
    github,
    owner,
    mira,
    repository,
    stop,
    push: async (refspec) => void (await git.raw("push", "--quiet", "origin", refspec)),
    check(commit, wanted) {
      let last: Shown | undefined;
      const what = () => `the check of ${commit} is ${JSON.stringify(last)}`;
      return lasting({ what, patience: PATIENCE, stop }, () => {
        last = newestCheck(github, commit);
        return last !== undefined && wanted(last) ? last : undefined;
      });
    },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

function newestCheck({ state }: FakeGitHub, commit: string): Shown | undefined {
  const run = state.checkRuns.where((one) => one.headSha === commit && one.name === CHECK_NAME).at(-1);
  if (run === undefined) return undefined;
  const { status, conclusion, output } = run;
  return { status, conclusion, title: output.title ?? "", summary: output.summary ?? "" };
}
