import { join } from "node:path";
import { openLumen } from "@countersign/github-fake";
import type { Lumen } from "@countersign/github-fake";
import { simpleGit } from "simple-git";
import { CHECK_NAME } from "../../github/app-plan.ts";
import { lasting } from "./waiting.ts";

/** A GitHub of the demo's own, with Lumen's repository and Mira, who administrates it. */
export type Hub = Lumen & {
  /** Ends what is waited for. */
  readonly stop: AbortSignal;
  /** Pushes from the clone with git, as Mira. */
  readonly push: (refspec: string) => Promise<void>;
};

/** Starts it in a folder; `clone` gets it as its remote. `stop` ends what is waited for. */
export async function openHub(folder: string, clone: string, stop: AbortSignal): Promise<Hub> {
  const lumen = await openLumen({
    dir: join(folder, "github"),
    check: CHECK_NAME,
    wait: (waiting, look) => lasting({ ...waiting, stop }, look),
  });
  const git = simpleGit(clone);
  await git.addRemote("origin", lumen.remote);
  return { ...lumen, stop, push: async (refspec) => void (await git.raw("push", "--quiet", "origin", refspec)) };
}
