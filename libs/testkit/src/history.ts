import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * What happens to one path: text or bytes (mode 100644), content with a mode, a symbolic link, a submodule's commit, or
 * `null` for removal.
 */
export type FileChange =
  | string
  | Uint8Array
  | null
  | { readonly mode: "100644" | "100755"; readonly content: string | Uint8Array }
  | { readonly link: string }
  | { readonly gitlink: string };

/** One commit to make. */
export type CommitPlan = {
  /** Changes to the first parent's files, by path; pairs when a path is no UTF-8. */
  readonly files?: Readonly<Record<string, FileChange>> | readonly (readonly [string | Uint8Array, FileChange])[];
  /** A whole tree that replaces the first parent's before `files` are applied. */
  readonly tree?: string;
  readonly message?: string;
  /** `NAME <EMAIL>`. */
  readonly author?: string;
  readonly committer?: string;
  /** Seconds since 1970; by default one more for each commit of this history. */
  readonly date?: number;
  /** Full ids, or `:n` for the n-th plan (from 1) of the same list; by default the tip of `ref`. */
  readonly parents?: readonly string[];
  /** The ref that moves to the new commit, `refs/heads/main` by default; null moves none. */
  readonly ref?: string | null;
};

/** A real repository that a test builds, isolated from the machine's settings. */
export type History = {
  /** The folder that a person would name, which holds `.git`. */
  readonly path: string;
  readonly gitDir: string;
  /** Makes one commit and answers its id. */
  readonly commit: (plan: CommitPlan) => string;
  /** Makes many commits in one process and answers their ids. */
  readonly commits: (plans: readonly CommitPlan[]) => readonly string[];
  /** Points a ref to an object, or removes it. */
  readonly ref: (name: string, oid: string | null) => void;
  /** The id that a revision names. */
  readonly id: (revision: string) => string;
  /** Git's own merge of two commits, as a commit with both as parents, in their order. Conflicts throw. */
  readonly merge: (ours: string, theirs: string, plan?: CommitPlan) => string;
  /** Stores an object that git would refuse to write, and answers its id. */
  readonly raw: (type: "commit" | "tree" | "blob" | "tag", content: string | Uint8Array) => string;
  /** How the history goes on, by itself, in a copy of its folder. */
  readonly continuedIn: (folder: string) => History;
  /** Runs git in the repository; answers its standard output without the last line feed. */
  readonly git: (args: readonly string[], input?: string | Uint8Array) => string;
};

/** Creates a repository in a folder (made when absent), empty, with fixed people and dates and no housekeeping. */
export function gitHistory(folder: string, options: { readonly objectFormat?: "sha1" | "sha256" } = {}): History {
  const objectFormat = options.objectFormat ?? "sha1";
  mkdirSync(folder, { recursive: true });
  runGit(folder, ["init", "-q", "--template=", `--object-format=${objectFormat}`, "-b", "main"]);
  return historyIn(folder, {
    noObject: "0".repeat(objectFormat === "sha256" ? 64 : 40),
    tips: new Map(),
    seconds: EPOCH,
  });
}

/** Where a history stands: the id that removes a ref, the tips of its refs, and when its last commit was made. */
type Standing = { readonly noObject: string; readonly tips: ReadonlyMap<string, string>; readonly seconds: number };

/** A history that goes on in a folder where its repository is. */
function historyIn(folder: string, { noObject, seconds, ...begun }: Standing): History {
  const git = (args: readonly string[], input?: string | Uint8Array) =>
    runGit(folder, args, input).toString("latin1").replace(/\n$/, "");
  const tips = new Map(begun.tips);
  const clock = { seconds };
  const setRef = (name: string, oid: string | null) => {
    git(oid === null ? ["update-ref", "-d", name] : ["update-ref", name, oid]);
    if (oid === null) tips.delete(name);
    else tips.set(name, oid);
  };
  const commits = (plans: readonly CommitPlan[]) => importCommits(folder, plans, tips, clock, noObject);
  const commit = (plan: CommitPlan) => commits([plan])[0] ?? "";
  const merge = (ours: string, theirs: string, plan: CommitPlan = {}) => {
    const tree = git(["merge-tree", "--write-tree", "--allow-unrelated-histories", ours, theirs]);
    return commit({ message: "merge", ...plan, tree, parents: [ours, theirs] });
  };
  const raw = (type: string, content: string | Uint8Array) =>
    git(["hash-object", "-t", type, "-w", "--literally", "--stdin"], content);
  return {
    path: folder,
    gitDir: join(folder, ".git"),
    commit,
    commits,
    ref: setRef,
    id: (text) => git(["rev-parse", text]),
    merge,
    raw,
    continuedIn: (copied) => historyIn(copied, { noObject, tips, seconds: clock.seconds }),
    git,
  };
}

/** Where the dates of a history begin, in seconds since 1970. */
const EPOCH = 1_700_000_000;
const OLGA = "Olga <olga@acme.example>";
/** fast-import needs a branch to write to; it is removed in the same run. */
const SCRATCH = "refs/scratch/import";

function importCommits(
  folder: string,
  plans: readonly CommitPlan[],
  tips: Map<string, string>,
  clock: { seconds: number },
  noObject: string,
): readonly string[] {
  const parts: (string | Uint8Array)[] = ["feature done\n"];
  plans.forEach((plan, at) => {
    const ref = plan.ref === undefined ? "refs/heads/main" : plan.ref;
    parts.push(...commitCommands(plan, at + 1, plan.parents ?? tipOf(tips, ref), (clock.seconds += 1)));
    if (ref !== null) tips.set(ref, `:${at + 1}`);
  });
  const moved = [...tips].filter(([, tip]) => tip.startsWith(":"));
  parts.push(`reset ${SCRATCH}\nfrom ${noObject}\n\n`);
  for (const [ref, tip] of moved) parts.push(`reset ${ref}\nfrom ${tip}\n\n`);
  for (const at of plans.keys()) parts.push(`get-mark :${at + 1}\n`);
  parts.push("done\n");
  const oids = runGit(folder, ["fast-import", "--quiet", "--force"], Buffer.concat(parts.map(toBuffer)))
    .toString("latin1")
    .trim()
    .split("\n");
  for (const [ref, tip] of moved) tips.set(ref, oids[Number(tip.slice(1)) - 1] ?? "");
  return oids;
}

function tipOf(tips: ReadonlyMap<string, string>, ref: string | null): readonly string[] {
  const tip = ref === null ? undefined : tips.get(ref);
  return tip === undefined ? [] : [tip];
}

function commitCommands(
  plan: CommitPlan,
  mark: number,
  parents: readonly string[],
  seconds: number,
): readonly (string | Uint8Array)[] {
  const date = plan.date ?? seconds;
  const message = toBuffer(plan.message ?? `Change ${seconds - EPOCH}`);
  const files = Array.isArray(plan.files) ? plan.files : Object.entries(plan.files ?? {});
  return [
    // Without `reset`, a commit that names no parent would continue the scratch branch.
    `reset ${SCRATCH}\n\ncommit ${SCRATCH}\nmark :${mark}\n`,
    `author ${plan.author ?? OLGA} ${date} +0000\ncommitter ${plan.committer ?? plan.author ?? OLGA} ${date} +0000\n`,
    ...data(message),
    ...parents.map((parent, at) => `${at === 0 ? "from" : "merge"} ${parent}\n`),
    ...(plan.tree === undefined ? [] : [`M 040000 ${plan.tree} \n`]),
    ...files.flatMap(([path, change]) => fileCommands(quoted(path), change)),
    "\n",
  ];
}

function fileCommands(path: string, change: FileChange): readonly (string | Uint8Array)[] {
  if (change === null) return [`D ${path}\n`];
  if (typeof change === "string" || change instanceof Uint8Array) return [`M 100644 inline ${path}\n`, ...data(change)];
  if ("link" in change) return [`M 120000 inline ${path}\n`, ...data(change.link)];
  if ("gitlink" in change) return [`M 160000 ${change.gitlink} ${path}\n`];
  return [`M ${change.mode} inline ${path}\n`, ...data(change.content)];
}

function data(content: string | Uint8Array): readonly (string | Uint8Array)[] {
  const bytes = toBuffer(content);
  return [`data ${bytes.length}\n`, bytes, "\n"];
}

/** C-style quoting, every byte that is not plain as three octal digits. */
function quoted(path: string | Uint8Array): string {
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, "0")}`;
  const spelled = [...toBuffer(path)].map((byte) =>
    /[\w./ -]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : octal(byte),
  );
  return `"${spelled.join("")}"`;
}

function toBuffer(content: string | Uint8Array): Buffer {
  return typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
}

function runGit(folder: string, args: readonly string[], input?: string | Uint8Array): Buffer {
  const result = spawnSync("git", [...SETTINGS, ...args], {
    cwd: folder,
    env: environment(),
    input: input === undefined ? "" : toBuffer(input),
    maxBuffer: 1 << 30,
  });
  if (result.status === 0) return result.stdout;
  throw new Error(`git ${args.join(" ")}: ${result.error?.message ?? result.stderr.toString()}`);
}

const SETTINGS = ["gc.auto=0", "maintenance.auto=false", "core.fsync=none", "advice.graftFileDeprecated=false"].flatMap(
  (setting) => ["-c", setting],
);

function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: "/dev/null",
    XDG_CONFIG_HOME: "/dev/null",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Olga",
    GIT_AUTHOR_EMAIL: "olga@acme.example",
    GIT_AUTHOR_DATE: "1700000000 +0000",
    GIT_COMMITTER_NAME: "Olga",
    GIT_COMMITTER_EMAIL: "olga@acme.example",
    GIT_COMMITTER_DATE: "1700000000 +0000",
  };
}
