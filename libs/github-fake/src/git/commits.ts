import { NOTHING } from "./store.ts";
import type { GitStore } from "./store.ts";

/** A commit to make. */
export type CommitPlan = {
  readonly branch: string;
  /** Contents by path; null removes. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  /** `NAME <EMAIL>`. */
  readonly author: string;
  /** POSIX seconds. */
  readonly time: number;
  /** The commit to build on; by default the branch's own tip, or the default branch's where there is no such branch. */
  readonly on?: string;
};

/** Makes a commit in a bare repository without moving any ref, and answers its id. */
export async function makeCommit(store: GitStore, repository: number, plan: CommitPlan): Promise<string> {
  const parent = plan.on ?? (await tip(store, repository, plan.branch)) ?? (await tip(store, repository, "HEAD"));
  const name = `refs/tmp/${plan.branch}`;
  const lines = [
    `commit ${name}`,
    `author ${plan.author} ${plan.time} +0000`,
    `committer ${plan.author} ${plan.time} +0000`,
    data(plan.message),
    ...(parent === undefined ? [] : [`from ${parent}`]),
    ...Object.entries(plan.files).map(([path, content]) =>
      content === null ? `D ${path}` : `M 100644 inline ${path}\n${data(content)}`,
    ),
    "",
    `get-mark :1`,
  ];
  const marked = lines.toSpliced(1, 0, "mark :1").join("\n");
  const commit = await store.git(repository, ["fast-import", "--quiet", "--force"], { input: `${marked}\n` });
  await store.git(repository, ["update-ref", "-d", name]);
  return commit;
}

/** What a branch or ref points to. */
export async function tip(store: GitStore, repository: number, name: string): Promise<string | undefined> {
  const ref = name === "HEAD" || name.startsWith("refs/") ? name : `refs/heads/${name}`;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", ref];
  const found = await store.git(repository, args, { exits: [0, 1] });
  return found === "" || found === NOTHING ? undefined : found;
}

/** The merge of two commits as a commit of both, undefined where they conflict. */
export async function mergeCommit(
  store: GitStore,
  repository: number,
  { base, head, message, time, parents }: MergePlan,
): Promise<string | undefined> {
  const args = ["merge-tree", "--write-tree", "--no-messages", base, head];
  const tree = await store.git(repository, args, { exits: [0, 1] });
  if (tree === "") return undefined;
  const parentArgs = (parents ?? [base, head]).flatMap((parent) => ["-p", parent]);
  const date = `${time} +0000`;
  return store.git(repository, ["commit-tree", tree.slice(0, 40), ...parentArgs, "-m", message], {
    environment: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}

/** Two commits to merge; `parents` other than the two make a squash. */
export type MergePlan = {
  readonly base: string;
  readonly head: string;
  readonly message: string;
  readonly time: number;
  readonly parents?: readonly string[];
};

/** Whether one commit is in the history of another. */
export async function contains(store: GitStore, repository: number, whole: string, part: string): Promise<boolean> {
  const missing = await store.git(repository, ["rev-list", "--max-count=1", part, `^${whole}`], { exits: [0, 128] });
  return missing === "";
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
