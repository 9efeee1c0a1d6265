import { join } from "node:path";
import { ROOT_FILE } from "@countersign/home/folder";
import { simpleGit } from "simple-git";
import type { Invocation } from "../command.ts";
import { shellWord } from "../next-command.ts";
import { relayed } from "../relay.ts";
import type { Step, Story } from "../story.ts";

/** Where the demo plays. */
export type Stage = {
  readonly invocation: Invocation;
  readonly story: Story;
  /** Holds everything; nothing outside of it is touched. */
  readonly folder: string;
  readonly home: string;
  readonly repo: string;
};

/** The private key of a person of the story; beside it lies the public one. */
export function keyOf({ folder }: Pick<Stage, "folder">, person: string): string {
  return join(folder, "keys", person);
}

/** What a command made: the id of the change, and its leaf where it has one. */
export type Made = { readonly change: string; readonly leaf: string };

/** What a command made, by the same command once more: what is there already is answered again. */
export async function madeBy({ invocation, home }: Stage, args: readonly string[]): Promise<Made> {
  const { change, leaf } = relayed(await invocation.call([...args, "--home", home, "--json"]));
  const index = typeof leaf === "object" && leaf !== null && "index" in leaf ? leaf["index"] : "";
  return { change: String(change), leaf: String(index) };
}

/** Runs git in the ranker's repository, some calls on one line of the story; the error is git's own. */
export async function runGit(
  { story, repo }: Pick<Stage, "story" | "repo">,
  calls: readonly (readonly string[])[],
  step: Pick<Step, "hidden"> = {},
): Promise<void> {
  story.show(calls.map((args) => ["git", "-C", repo, ...args].map(shellWord).join(" ")).join(" && "), [], step);
  for (const args of calls) await simpleGit(repo).raw([...args]);
}

/** Bundle and gate; the story insists on the exit and shows the headline, and lines that begin so. */
export async function ask(
  { story, folder, home, repo }: Stage,
  commit: string,
  exit: number,
  shown: readonly string[] = [],
): Promise<void> {
  const bundle = join(folder, "log.bundle");
  const files = ["--root", join(home, ROOT_FILE), "--bundle", bundle];
  await story.run(["gate", "--repo", repo, "--commit", commit, "--env", "production", ...files], {
    exit,
    first: ["bundle", "-o", bundle],
    pick: (lines) => lines.filter((line, at) => at === 0 || shown.some((start) => line.startsWith(start))),
  });
}
