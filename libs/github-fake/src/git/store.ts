import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "./run-git.ts";
import type { GitInput } from "./run-git.ts";

/** The bare repositories, one folder a repository, by its number. */
export type GitStore = {
  readonly root: string;
  readonly folder: (repository: number) => string;
  readonly create: (repository: number, defaultBranch: string) => Promise<void>;
  readonly git: (repository: number, args: readonly string[], input?: GitInput) => Promise<string>;
  /** Full names of refs with what they point to. */
  readonly refs: (repository: number, ...patterns: readonly string[]) => Promise<ReadonlyMap<string, string>>;
};

/** No object. */
export const NOTHING = "0".repeat(40);

/** Bare repositories below a folder. */
export function gitStore(root: string): GitStore {
  const hooks = join(root, "hooks");
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, "update"), UPDATE_HOOK, { mode: 0o755 });
  const folder = (repository: number) => join(root, `${repository}.git`);
  const git: GitStore["git"] = (repository, args, input) => runGit(folder(repository), args, input);
  return {
    root,
    folder,
    git,
    create: async (repository, defaultBranch) => {
      await runGit(root, ["init", "-q", "--bare", "--template=", "-b", defaultBranch, folder(repository)]);
      const settings = { ...SETTINGS, "core.hooksPath": hooks };
      writeFileSync(join(folder(repository), "config"), configText(settings), { flag: "a" });
    },
    refs: async (repository, ...patterns) => {
      const lines = await git(repository, ["for-each-ref", "--format=%(objectname) %(refname)", ...patterns]);
      const pairs = lines.split("\n").filter((line) => line !== "");
      return new Map(pairs.map((line) => [line.slice(41), line.slice(0, 40)]));
    },
  };
}

const SETTINGS: Readonly<Record<string, string>> = {
  "http.receivepack": "true",
  "receive.hideRefs": "refs/pull",
  "uploadpack.allowAnySHA1InWant": "true",
  "uploadpack.allowFilter": "true",
  "gc.auto": "0",
  "maintenance.auto": "false",
};

/** What refuses a push of a ref that a rule protects: the refs are named to it by who serves the push. */
const UPDATE_HOOK = `#!/bin/sh
case " $REFUSED_REFS " in
*" $1 "*)
  echo "error: GH013: Repository rule violations found for $1." >&2
  exit 1
  ;;
esac
`;

function configText(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `[${name.split(".")[0]}]\n\t${name.split(".")[1]} = ${value}\n`)
    .join("");
}
