import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gitHistory } from "@countersign/testkit";
import { bareGit } from "../bare-git.ts";
import { MAIN, REPOSITORY } from "./service-policy.ts";

const HOOK = fileURLToPath(new URL("../../../apps/service/hooks/post-receive", import.meta.url));
const FILES = 300;

/** A bare repository as a host has it, and a clone from which is pushed. */
export type FeedRepository = {
  readonly bare: string;
  /** The first commit and its tree. */
  readonly first: { readonly commit: string; readonly tree: string };
  /** Makes a commit on top of another that edits a file of the ranking, each number another edit; it is not pushed. */
  readonly commit: (number: number, parent?: string) => string;
  /** Makes a commit on top of the first with these files as they are given; it is not pushed. */
  readonly commitFiles: (files: Readonly<Record<string, string>>, message: string) => string;
  /** Pushes commits to refs; without a commit the ref is removed. */
  readonly push: (to: string, moves: Readonly<Record<string, string>>) => Promise<void>;
  /** Has the repository tell a service of each push, or no longer. */
  readonly hook: (tells: { readonly url: string; readonly token: string } | undefined) => Promise<void>;
};

export async function feedRepository(folder: string): Promise<FeedRepository> {
  const history = gitHistory(join(folder, "clone"));
  const bare = join(folder, "feed.git");
  await bareGit(folder, ["init", "--quiet", "--bare", bare]);
  const first = history.commit({ files: Object.fromEntries(Array.from({ length: FILES }, (_, at) => fileOf(at, 0))) });
  const push = async (to: string, moves: Readonly<Record<string, string>>) => {
    const refspecs = Object.entries(moves).map(([ref, commit]) => `${commit === "" ? "" : "+"}${commit}:${ref}`);
    await bareGit(history.path, ["push", "--quiet", to, ...refspecs]);
  };
  await push(bare, { [MAIN]: first });
  return {
    bare,
    first: { commit: first, tree: history.id(`${first}^{tree}`) },
    commit: (number, parent = first) =>
      history.commit({
        parents: [parent],
        ref: null,
        message: `Tune weight ${number}\n\nFollowed accounts count more.`,
        files: Object.fromEntries([fileOf(number % FILES, number + 1)]),
      }),
    commitFiles: (files, message) => history.commit({ parents: [first], ref: null, message, files }),
    push,
    async hook(tells) {
      const hook = join(bare, "hooks/post-receive");
      await rm(hook, { force: true });
      if (tells === undefined) return;
      const token = join(folder, "hint.token");
      await writeFile(token, tells.token, { mode: 0o600 });
      await mkdir(join(bare, "hooks"), { recursive: true });
      await copyFile(HOOK, hook);
      for (const [name, value] of Object.entries({ url: tells.url, repository: REPOSITORY.id, token }))
        await bareGit(bare, ["config", `countersign.${name}`, value]);
    },
  };
}

/** Thirty lines of a configuration, or of code; versions differ in one weight. */
function fileOf(file: number, version: number): readonly [string, string] {
  const weight = (at: number) => (at === version % 30 ? 1 + version : at * 3) / 1000;
  const lines = Array.from({ length: 30 }, (_, at) =>
    file % 2 === 0 ? `  signal_${at}_weight: ${weight(at)}\n` : `SIGNAL_${at}_WEIGHT = ${weight(at)}\n`,
  );
  if (file % 2 === 0) return [`ranking/area-${file % 20}/weights-${file}.yaml`, `weights:\n${lines.join("")}`];
  return [`ranking/area-${file % 20}/weights_${file}.py`, lines.join("")];
}
