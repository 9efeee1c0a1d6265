import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generateSshKey } from "@countersign/adapters/keys";
import { headerDefects, listRefs, openRepository, openSource, resolveRevision } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { CommitWithId, Oid, Repository } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import { ROOT_FILE } from "@countersign/home/folder";
import type { Command, Invocation, Outcome } from "../command.ts";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { shellWord } from "../next-command.ts";
import { relayed } from "../relay.ts";
import { openMirrored } from "../source.ts";
import { beginStory } from "../story.ts";
import type { Story } from "../story.ts";
import { harmless, shortId } from "../terminal.ts";

/** The policy's id of whatever repository is tried. */
const TRIAL_REPOSITORY = "local:trial";
/** First parents that are tried before giving up on finding a change in scope. */
const STEPS_BACK = 20;

export const tryCommand: Command = {
  name: "try",
  summary: "see it work on any repository: throw-away keys, a policy, a pending change, an approval, allowed",
  usage: "try [--repo PATH] [--ref REF]",
  details:
    "Makes a home with throw-away keys for three parties, a trial policy for the repository, a baseline below its newest commit, and plays that commit as a change: pending, approved, allowed. " +
    "Every command is shown and can be repeated. Nothing is written into the repository; gates outside the trial's own home refuse its policy.",
  options: {
    repo: { value: "PATH", help: "the repository (default: the present folder); two commits are enough" },
    ref: { value: "REF", help: "the branch to protect in full (default: the one that HEAD stands on)" },
  },
  examples: ["try", "try --repo ../feed --home /tmp/trial"],
  async run(invocation) {
    const repo = resolve(invocation.value("repo") ?? ".");
    await requireHistory(invocation, repo);
    const named = invocation.value("home");
    const home = named ?? (await mkdtemp(join(tmpdir(), "countersign-try-")));
    try {
      return await playThrough(invocation, await realpath(repo), home);
    } catch (error) {
      if (named === undefined) await rm(home, { recursive: true, force: true });
      else if (existsSync(home)) invocation.terminal.note(`What was made so far is in ${harmless(home)}`);
      throw error;
    }
  },
};

/** Refuses at once what has no history to play: no commit at all, or only the newest ones. */
async function requireHistory({ home }: Invocation, repo: string): Promise<void> {
  await using mirrored = await openMirrored(repo, home.env);
  const { mirror, source } = mirrored;
  if (source.shallow)
    throw new CountersignError("git.shallow", `${source.dir} is shallow: the history of its commits is cut off`);
  if (!(await listRefs(mirror, source)).has("HEAD"))
    throw new CountersignError("usage.history", `${repo} has no commit yet; commit something twice and try again`);
}

async function playThrough(invocation: Invocation, repo: string, home: string): Promise<Outcome> {
  const started = Date.now();
  const story = beginStory(invocation);
  const people = join(home, "trial");
  const stage: Stage = { invocation, story, repo, home, policy: join(people, "policy.yaml"), people };
  await prepare(stage);
  const { base, head, change } = await captureNewest(stage);
  const verdict = await decideAndAsk(stage, change, head);
  const seconds = Math.round((Date.now() - started) / 1000);
  const time = seconds === 1 ? "1 second" : `${seconds} seconds`;
  story.tell(`That was the whole way, in ${time}. Look around, or throw it away: rm -r ${shellWord(home)}`);
  const next = `countersign why ${head} --repo ${shellWord(repo)} --home ${shellWord(home)}`;
  return { json: { home, repo, base, head, change, decision: verdict, seconds }, text: `next: ${next}` };
}

type Stage = {
  readonly invocation: Invocation;
  readonly story: Story;
  readonly repo: string;
  readonly home: string;
  readonly policy: string;
  readonly people: string;
};

const PEOPLE = [
  { person: "olga", organisation: "operator", option: "--operator" },
  { person: "dana", organisation: "oracle", option: "--oracle" },
  { person: "nils", organisation: "auditor", option: "--data-guard" },
] as const;

/** Home, keys, policy: signed by all three, published. */
async function prepare(stage: Stage): Promise<void> {
  const { invocation, story, repo, home, policy, people } = stage;
  story.tell("A home for the log: its key, and the key of the service that captures changes.");
  await story.run(["init", "--origin", "trial.example/feed", "--home", home]);
  story.tell(
    "Three people with throw-away keys: olga of the operator, dana who reviews as oracle, nils who guards the data.",
  );
  await mkdir(people, { recursive: true, mode: 0o700 });
  for (const { person } of PEOPLE) await ensureKey(join(people, person), person);
  story.tell("A policy for this repository: every change needs dana and nils. It is a trial: other gates refuse it.");
  const who = PEOPLE.flatMap(({ person, organisation, option }) => [
    option,
    `${organisation}:${person}:${join(people, `${person}.pub`)}`,
  ]);
  const ref = await protectedBranch(invocation, repo);
  await story.run([
    "policy",
    "new",
    "--trial",
    "--repo",
    repo,
    "--repository",
    TRIAL_REPOSITORY,
    "--ref",
    ref,
    ...who,
    "-o",
    policy,
    "--home",
    home,
  ]);
  await fetchHistory(stage);
  await story.run(["policy", "check", policy, "--home", home], { quiet: true });
  for (const { person } of PEOPLE)
    await story.run(["policy", "sign", policy, "--key", join(people, person), "--home", home], { quiet: true });
  await story.run(["policy", "publish", policy, "--home", home]);
}

async function ensureKey(file: string, person: string): Promise<void> {
  try {
    await generateSshKey({ file, comment: `${person} (throw-away)` });
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "keys.exists") throw error;
  }
}

/** The branch that HEAD stands on; a checkout that stands on none, as in CI, protects `main`. */
async function protectedBranch({ value }: Invocation, repo: string): Promise<string> {
  const named = value("ref");
  if (named !== undefined) return named;
  const { dir } = await openSource(repo);
  const head = await readFile(join(dir, "HEAD"), "utf8").catch(() => "");
  return /^ref: (refs\/heads\/[^\n]+)\n?$/.exec(head)?.[1] ?? "refs/heads/main";
}

/**
 * Fetches the history, which every later step needs. Old ones have commits whose headers `git fsck` refuses; the policy
 * then lists them by id, so that new ones cannot hide among them.
 */
async function fetchHistory({ invocation, story, repo, home, policy }: Stage): Promise<void> {
  const { env } = invocation.home;
  invocation.terminal.progress("fetching the history into a mirror");
  await using mirrored = await openMirrored(repo, env, mirrorFolder({ dir: home }, TRIAL_REPOSITORY));
  try {
    await resolveRevision(mirrored.mirror, mirrored.source, "HEAD");
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "git.fsck") throw error;
    const defects = await headerDefects(mirrored.source, { refs: ["HEAD"], searchPath: env["PATH"] ?? "" });
    const ids = [...new Set(defects.map(({ oid }) => oid))].toSorted();
    story.tell(`${ids.length} commits of this history have malformed headers; the policy lists them by id.`);
    const yaml = await readFile(policy, "utf8");
    await writeFile(policy, yaml.replace("oldHeaderDefects: []", `oldHeaderDefects: [${ids.join(", ")}]`));
  }
}

/** The malformed commits that the published policy of the trial lists. */
async function listedDefects(home: string): Promise<readonly Oid[]> {
  await using opened = await workInHome({ dir: home, env: {} });
  return contentsOf(opened).policy.policy.repositories.flatMap(({ oldHeaderDefects }) => oldHeaderDefects);
}

type Captured = { readonly base: Oid; readonly head: Oid; readonly change: string };

/** The newest commit as a change on top of a baseline. */
async function captureNewest(stage: Stage): Promise<Captured> {
  const { story, repo, home, people, invocation } = stage;
  const { base, head } = await newestChange(stage);
  story.tell("A baseline: the commit below the newest one counts as settled, once everybody has signed it.");
  const baseline = ["baseline", "--repo", repo, "--commit", base, "--home", home];
  await story.run(baseline);
  const proposal = String(relayed(await invocation.call([...baseline, "--json"]))["change"]);
  for (const { person } of PEOPLE)
    await story.run(["approve", shortId(proposal), "--key", join(people, person), "--yes", "--home", home], {
      quiet: true,
    });
  story.tell("The newest commit, captured as a change: everything that it changes, read from Git objects.");
  const capture = ["capture", "--repo", repo, "--base", base, "--head", head, "--home", home];
  await story.run(capture);
  return { base, head, change: String(relayed(await invocation.call([...capture, "--json"]))["change"]) };
}

/**
 * HEAD and the nearest commit below it with another tree. A change that moves a submodule is passed over, for an older
 * one: gates deny it until a policy names the other repository.
 */
async function newestChange({ invocation, story, repo, home }: Stage): Promise<Pick<Captured, "base" | "head">> {
  await using mirrored = await openMirrored(repo, invocation.home.env, mirrorFolder({ dir: home }, TRIAL_REPOSITORY));
  const { oid: tip } = await resolveRevision(mirrored.mirror, mirrored.source, "HEAD", {
    skipList: await listedDefects(home),
  });
  await using repository = openRepository(mirrored.mirror);
  let steps = 0;
  const line = await repository.firstParents(tip, { stop: () => steps++ >= STEPS_BACK, limit: STEPS_BACK + 1 });
  for (const [at, head] of line.entries()) {
    const base = line.slice(at).find(({ commit }) => commit.tree !== head.commit.tree);
    if (base === undefined) break;
    if (await movesSubmodule(repository, base, head)) continue;
    if (at > 0)
      story.tell("The newest commit moves a submodule, which this policy does not name; an older one has to do.");
    return { base: base.oid, head: head.oid };
  }
  throw new CountersignError(
    "usage.history",
    "there is only one commit, or the newest ones change nothing or move submodules; commit something and try again",
  );
}

async function movesSubmodule(repository: Repository, base: CommitWithId, head: CommitWithId): Promise<boolean> {
  const entries = await repository.diff(base.commit.tree, head.commit.tree);
  return entries.some(({ oldMode, newMode }) => oldMode === "160000" || newMode === "160000");
}

async function decideAndAsk(
  { invocation, story, repo, home, people }: Stage,
  change: string,
  head: Oid,
): Promise<string> {
  const bundle = join(people, "log.bundle");
  const gate = [
    "gate",
    "--repo",
    repo,
    "--commit",
    head,
    "--env",
    "production",
    "--root",
    join(home, ROOT_FILE),
    "--bundle",
    bundle,
    "--home",
    home,
  ];
  story.tell("May it go to production? The gate reads nothing but the bundle, the pinned root and the repository.");
  await story.run(["bundle", "-o", bundle, "--home", home]);
  await story.run(gate, { exit: 3 });
  story.tell(
    "Dana and nils look at it and approve. What each signs binds content: base, head, result, every entry, the packet.",
  );
  await story.run(["show", shortId(change), "--stat", "--home", home]);
  for (const person of ["dana", "nils"])
    await story.run(["approve", shortId(change), "--key", join(people, person), "--yes", "--home", home]);
  story.tell("The same question again.");
  await story.run(["bundle", "-o", bundle, "--home", home]);
  await story.run(gate);
  return String(relayed(await invocation.call([...gate, "--json"]))["decision"]);
}
