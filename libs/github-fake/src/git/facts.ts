import type { GitStore } from "./store.ts";

/** What is shown of a commit. */
export type CommitFacts = {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
};

/** Who, and when in POSIX seconds. */
export type Signature = { readonly name: string; readonly email: string; readonly time: number };

/** What a commit says. */
export async function commitFacts(store: GitStore, repository: number, commit: string): Promise<CommitFacts> {
  const [facts] = await commitList(store, repository, [commit, "--max-count=1"]);
  if (facts === undefined) throw new Error(`there is no commit ${commit}`);
  return facts;
}

/** What the commits of a range say, newest first; `range` is what `git rev-list` takes. */
export async function commitList(
  store: GitStore,
  repository: number,
  range: readonly string[],
): Promise<readonly CommitFacts[]> {
  const output = await store.git(repository, ["log", "-z", `--format=${FORMAT}`, ...range, "--"]);
  return output
    .split("\0")
    .filter((one) => one !== "")
    .map(readFacts);
}

const FORMAT = ["%H", "%T", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%B"].join("%x01");

function readFacts(text: string): CommitFacts {
  const [id = "", tree = "", parents = "", an = "", ae = "", at, cn = "", ce = "", ct, message = ""] =
    text.split("\u0001");
  return {
    id,
    tree,
    parents: parents.split(" ").filter((one) => one !== ""),
    author: { name: an, email: ae, time: Number(at) },
    committer: { name: cn, email: ce, time: Number(ct) },
    message: message.replace(/\n$/, ""),
  };
}

/** How much a pull request changes. */
export async function changeSize(store: GitStore, repository: number, base: string, head: string) {
  const [lines, commits] = await Promise.all([
    store.git(repository, ["diff", "--numstat", `${base}...${head}`]),
    store.git(repository, ["rev-list", "--count", `${base}..${head}`]),
  ]);
  const files = lines.split("\n").filter((line) => line !== "");
  const sum = (column: number) =>
    files.map((line) => Number(line.split("\t")[column]) || 0).reduce((all, one) => all + one, 0);
  return { commits: Number(commits), files: files.length, additions: sum(0), deletions: sum(1) };
}
