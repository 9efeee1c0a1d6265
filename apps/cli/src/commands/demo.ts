import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSshKey } from "@countersign/adapters/keys";
import { ROOT_FILE } from "@countersign/home/folder";
import { simpleGit } from "simple-git";
import type { SimpleGit } from "simple-git";
import type { Command, Invocation } from "../command.ts";
import { relayed } from "../relay.ts";
import { runScript } from "../run-script.ts";
import { beginStory } from "../story.ts";
import type { Story } from "../story.ts";
import { shortId } from "../terminal.ts";

export const demoCommand: Command = {
  name: "demo",
  summary:
    "a story with a small feed ranker: pending, approved, changed after approval, revoked, verified by ssh-keygen",
  usage: "demo",
  details:
    "Builds a repository, three people's keys and a home in a temporary folder and plays the whole story with the real commands. Nothing outside that folder is touched.",
  options: {},
  examples: ["demo", "demo --json"],
  async run(invocation) {
    const folder = await mkdtemp(join(tmpdir(), "countersign-demo-"));
    const stage: Stage = {
      invocation,
      story: beginStory(invocation),
      folder,
      home: join(folder, "home"),
      repo: join(folder, "feed"),
    };
    const git = await buildRanker(stage);
    await govern(stage);
    await settle(stage, git);
    const change = await pendingThenAllowed(stage, git);
    await changedAfterApproval(stage, git);
    await revoked(stage, git, change);
    await verifiedByStrangers(stage);
    stage.story.tell(`Everything lies in ${folder}. Look around, or throw it away: rm -r ${folder}`);
    return {
      json: { folder, home: stage.home, repo: stage.repo, change },
      text: `next: countersign audit --log ${stage.home} --root ${join(stage.home, ROOT_FILE)} --repo ${stage.repo}`,
    };
  },
};

type Stage = {
  readonly invocation: Invocation;
  readonly story: Story;
  readonly folder: string;
  readonly home: string;
  readonly repo: string;
};

const PEOPLE = ["olga", "dana", "nils"] as const;

const RANKER = {
  "ranker/score.py": `WEIGHTS = {"watch_time": 0.31, "like": 0.22, "share": 0.18, "author_affinity": 0.29}


def score(candidate, viewer):
    """Expected value of showing a candidate to a viewer."""
    signals = {name: candidate.predict(name, viewer) for name in WEIGHTS}
    return sum(WEIGHTS[name] * value for name, value in signals.items())
`,
  "ranker/filters.py": `MAX_PER_AUTHOR = 3


def keep(candidate, shown):
    """No author fills the feed."""
    return sum(one.author == candidate.author for one in shown) < MAX_PER_AUTHOR
`,
  "ui/list.ts": "export const PAGE_SIZE = 20;\n",
};

/** A feed ranker with one commit on main. */
async function buildRanker({ story, repo }: Stage): Promise<SimpleGit> {
  story.tell("A platform's feed ranker: a scoring function, a filter, a bit of interface.");
  await mkdir(repo, { recursive: true });
  const git = simpleGit(repo);
  await git.init(["--initial-branch=main"]);
  await git.addConfig("user.name", "olga");
  await git.addConfig("user.email", "olga@acme.example");
  await git.addConfig("commit.gpgSign", "false");
  await commit(git, repo, RANKER, "Rank by expected value");
  return git;
}

async function commit(
  git: SimpleGit,
  repo: string,
  files: Readonly<Record<string, string>>,
  message: string,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(repo, path, ".."), { recursive: true });
    await writeFile(join(repo, path), content);
  }
  await git.add(".");
  await git.commit(message);
  return (await git.revparse(["HEAD"])).trim();
}

function key({ folder }: Stage, person: string): string {
  return join(folder, "keys", person);
}

/** Home with a witness, keys, and a policy that all three sides sign. */
async function govern(stage: Stage): Promise<void> {
  const { story, folder, home, repo } = stage;
  story.tell("The operator makes a home for the log. The oracle's witness will cosign what the log publishes.");
  await story.run(["init", "--origin", "log.acme.example/feed", "--witness", "oracle-w", "--home", home]);
  await mkdir(join(folder, "keys"), { mode: 0o700 });
  for (const person of PEOPLE) await generateSshKey({ file: key(stage, person), comment: person });
  story.tell(
    "The policy: olga runs the platform, dana decides as the oracle, nils guards the data. All three sign it.",
  );
  const policy = join(folder, "policy.yaml");
  const who = [
    ["--operator", `acme:olga:olga@acme.example:${key(stage, "olga")}.pub`],
    ["--oracle", `oracle:dana:${key(stage, "dana")}.pub`],
    ["--data-guard", `nordsec:nils:${key(stage, "nils")}.pub`],
  ].flat();
  await story.run(
    ["policy", "new", "--repo", repo, "--repository", "local:feed", ...who, "-o", policy, "--home", home],
    { quiet: true },
  );
  await story.run(["policy", "explain", policy, "--home", home]);
  for (const person of PEOPLE)
    await story.run(["policy", "sign", policy, "--key", key(stage, person), "--home", home], { quiet: true });
  await story.run(["policy", "publish", policy, "--home", home]);
}

async function settle(stage: Stage, git: SimpleGit): Promise<void> {
  const { story, home, repo, invocation } = stage;
  story.tell(
    "A baseline, signed by both sides: what is on main now counts as settled; from here on every change needs a decision.",
  );
  const baseline = ["baseline", "--repo", repo, "--commit", (await git.revparse(["HEAD"])).trim(), "--home", home];
  await story.run(baseline);
  const id = shortId(String(relayed(await invocation.call([...baseline, "--json"]))["change"]));
  for (const person of PEOPLE)
    await story.run(["approve", id, "--key", key(stage, person), "--yes", "--home", home], { quiet: true });
}

/** A weight changes: pending, then approved by both, then allowed. */
async function pendingThenAllowed(stage: Stage, git: SimpleGit): Promise<string> {
  const { story, home, repo } = stage;
  story.tell("Olga raises the weight of watch time. Two numbers move; what people see changes.");
  const score = RANKER["ranker/score.py"]
    .replace('"watch_time": 0.31', '"watch_time": 0.45')
    .replace('"author_affinity": 0.29', '"author_affinity": 0.15');
  const head = await commit(git, repo, { "ranker/score.py": score }, "Tune weights");
  const change = await capture(stage, "HEAD~1", "HEAD");
  await ask(stage, head, 3);
  story.tell("The oracle and the data guard look at it, and sign what they saw.");
  await story.run(["show", shortId(change), "--home", home]);
  for (const person of ["dana", "nils"])
    await story.run([
      "approve",
      shortId(change),
      "--key",
      key(stage, person),
      "--yes",
      "-m",
      "checked against the evaluation of 12 November",
      "--home",
      home,
    ]);
  await ask(stage, head, 0);
  return change;
}

async function capture({ story, home, repo, invocation }: Stage, base: string, head: string): Promise<string> {
  const words = ["capture", "--repo", repo, "--base", base, "--head", head, "--home", home];
  await story.run(words);
  return String(relayed(await invocation.call([...words, "--json"]))["change"]);
}

/** Bundle and gate; the story insists on the answer. */
async function ask({ story, folder, home, repo }: Stage, commitId: string, exit: number): Promise<void> {
  const bundle = join(folder, "log.bundle");
  await story.run(["bundle", "-o", bundle, "--home", home], { quiet: true });
  await story.run(
    [
      "gate",
      "--repo",
      repo,
      "--commit",
      commitId,
      "--env",
      "production",
      "--root",
      join(home, ROOT_FILE),
      "--bundle",
      bundle,
      "--home",
      home,
    ],
    { exit },
  );
}

async function changedAfterApproval(stage: Stage, git: SimpleGit): Promise<void> {
  const { story, repo } = stage;
  story.tell(
    "After the approval somebody adds one more commit. Nobody captured it, nobody saw it. The gate names what is left over.",
  );
  const filters = RANKER["ranker/filters.py"].replace("MAX_PER_AUTHOR = 3", "MAX_PER_AUTHOR = 30");
  const head = await commit(git, repo, { "ranker/filters.py": filters }, "Fix lint");
  await ask(stage, head, 4);
  await git.reset(["--hard", "HEAD~1"]);
}

async function revoked(stage: Stage, git: SimpleGit, change: string): Promise<void> {
  const { story, home } = stage;
  story.tell("A week later dana finds the change harmful and revokes her approval. Back on the approved commit:");
  await story.run([
    "revoke",
    shortId(change),
    "--key",
    key(stage, "dana"),
    "--reason",
    "harmful",
    "-m",
    "teenagers see twice as much of it",
    "--yes",
    "--home",
    home,
  ]);
  await ask(stage, (await git.revparse(["HEAD"])).trim(), 7);
}

/** The first decision of the log, checked with none of our own code. */
async function verifiedByStrangers(stage: Stage): Promise<void> {
  const { story, folder, home, invocation } = stage;
  story.tell(
    "None of this has to be believed. Dana's approval, verified with nothing but ssh-keygen, sha256sum, jq and git:",
  );
  const index = await firstDecision(stage);
  const file = (name: string) => join(folder, name);
  for (const [name, args] of [
    ["decision.json", []],
    ["decision.salt", ["--salt"]],
    ["decision.leaf", ["--leaf"]],
  ] as const) {
    const { stdout } = await invocation.call(["evidence", String(index), ...args, "--home", home]);
    await writeFile(file(name), stdout);
  }
  const script = [
    "verify-decision.sh",
    file("decision.json"),
    `${key(stage, "dana")}.pub`,
    file("decision.salt"),
    file("decision.leaf"),
  ] as const;
  for (const line of await runScript(script, invocation.home.env)) stage.invocation.terminal.note(`  ${line}`);
}

async function firstDecision({ invocation, home }: Stage): Promise<number> {
  for (let index = 0; ; index++) {
    const { kind } = relayed(await invocation.call(["evidence", String(index), "--home", home, "--json"]));
    if (kind === "review") return index;
  }
}
