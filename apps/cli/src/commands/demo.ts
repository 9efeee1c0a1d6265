import { mkdtemp, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT_FILE } from "@countersign/home/folder";
import { simpleGit } from "simple-git";
import type { Command } from "../command.ts";
import { buildLumen } from "../demo/build-lumen.ts";
import type { Ranker } from "../demo/build-lumen.ts";
import { enter } from "../demo/enter.ts";
import { govern } from "../demo/govern.ts";
import { packetLines } from "../demo/packet-lines.ts";
import { ask, keyOf, madeBy, runGit } from "../demo/stage.ts";
import type { Made, Stage } from "../demo/stage.ts";
import { verifyByStrangers } from "../demo/verify.ts";
import { shellWord } from "../next-command.ts";
import { beginStory } from "../story.ts";
import { shortId } from "../terminal.ts";

export const demoCommand: Command = {
  name: "demo",
  summary:
    "a story with a small feed ranker: pending, approved, allowed, smuggled in, denied, revoked, verified by ssh-keygen",
  usage: "demo [--github]",
  details:
    "Builds Lumen's repository, three people's keys and a home in a temporary folder and plays the whole story with the real commands. Nothing outside that folder is touched. It stays for you to look around; commands.txt in it has every command line.\n\n" +
    "With --github the same happens on GitHub: one that runs on this machine, with pull requests, checks and a merge queue, and the service beside it with its own PostgreSQL. It takes a minute.",
  options: { github: { help: "a change on GitHub, from pull request to merge queue, on a GitHub of its own" } },
  examples: ["demo", "demo --github", "demo --json"],
  async run(invocation) {
    if (invocation.given("github")) {
      const { tellOnGithub } = await import("../demo/github/tell.ts");
      return await tellOnGithub(invocation);
    }
    const folder = await realpath(await mkdtemp(join(tmpdir(), "countersign-demo-")));
    const [home, repo] = [join(folder, "home"), join(folder, "lumen")];
    const stage: Stage = { invocation, story: beginStory(invocation, { folder, home }), folder, home, repo };
    const ranker = await prepare(stage);
    const { tuned, decision } = await approvedAndAllowed(stage, ranker);
    const { change: named } = await rejected(stage);
    const smuggled = await smuggledIn(stage);
    await revoked(stage, ranker, tuned);
    stage.story.tell("6. None of it has to be believed: Dana's approval, checked without our code.");
    await verifyByStrangers(stage, { change: tuned.leaf, decision });
    await writeFile(join(folder, "commands.txt"), `${[enter(stage), ...stage.story.commands()].join("\n")}\n`);
    return {
      json: { folder, home, repo, change: tuned.change, rejected: named, smuggled },
      text: lookAround(stage, named),
    };
  },
};

const QUIET = { quiet: true } as const;

async function prepare(stage: Stage): Promise<Ranker> {
  const { story, invocation } = stage;
  story.tell(
    "Lumen ranks a feed. Nothing of it may be deployed before Dana (oracle) and Nils (data guard), who work elsewhere, have signed it.",
  );
  const ranker = await buildLumen(stage);
  await govern(stage, ranker.settled);
  const count = story.commands().length;
  invocation.terminal.note(`  ${count} commands made keys, a log, a policy signed by all three sides, a baseline.`);
  return ranker;
}

type Approved = { readonly tuned: Made; readonly decision: string };

/** A weight moves as its title says: captured, shown, pending, approved by both, allowed. */
async function approvedAndAllowed(stage: Stage, { settled, tuned }: Ranker): Promise<Approved> {
  const { story } = stage;
  story.tell("1. A weight moves. Title and findings come from Git objects, not its author.");
  const made = await captured(stage, "tune");
  await ask(stage, tuned, 3);
  story.tell("2. Dana and Nils sign that content with keys of their own: it may be deployed.");
  const approvals = [["dana", "the experiment is at hand"] as const, ["nils", "no new data"] as const].map(
    ([person, words]) => decision(stage, person, "approve", made, ["-m", words]),
  );
  for (const args of approvals) await story.run(args, QUIET);
  await ask(stage, tuned, 0, [`  ${shortId(settled)}..`]);
  await runGit(stage, [["merge", "--quiet", "--ff-only", "tune"]], { hidden: true });
  return { tuned: made, decision: (await madeBy(stage, approvals[0] ?? [])).leaf };
}

/** Captures a branch onto `main` and shows what matters of what its reviewers see. */
async function captured(stage: Stage, branch: string): Promise<Made> {
  const args = ["capture", "--repo", stage.repo, "--base", "main", "--head", branch];
  await stage.story.run(args, QUIET);
  const made = await madeBy(stage, args);
  await stage.story.run(["show", shortId(made.change), "--stat"], { pick: packetLines });
  return made;
}

function decision(
  stage: Stage,
  person: string,
  verb: "approve" | "reject" | "revoke",
  { change }: Made,
  options: readonly string[],
): readonly string[] {
  return [verb, shortId(change), "--key", keyOf(stage, person), ...options, "--yes"];
}

/** Accounts are named, and their reviewer asks back. */
async function rejected(stage: Stage): Promise<Made> {
  const { story } = stage;
  story.tell("3. Forty accounts are to be hidden, by law says the author; Dana asks which.");
  const made = await captured(stage, "accounts");
  const words = ["-m", "Which law? For whom, until when?"];
  await story.run(decision(stage, "dana", "reject", made, words), QUIET);
  return made;
}

/** The rejected list in the approved commit, whose title and author are those that were approved. */
async function smuggledIn(stage: Stage): Promise<string> {
  const { story, repo } = stage;
  story.tell("4. So the list is amended into the approved commit, under the approved title.");
  await runGit(stage, [
    ["switch", "-qc", "smuggled", "main"],
    ["cherry-pick", "-n", "accounts"],
    ["commit", "-q", "--amend", "--no-edit"],
  ]);
  const smuggled = (await simpleGit(repo).revparse(["HEAD"])).trim();
  await runGit(stage, [["switch", "--quiet", "main"]], { hidden: true });
  await ask(stage, smuggled, 4, ["  gate.residual: "]);
  return smuggled;
}

async function revoked(stage: Stage, { tuned }: Ranker, made: Made): Promise<void> {
  const { story } = stage;
  story.tell("5. A week later Dana takes her approval back. What was allowed is denied.");
  const words = ["--reason", "harmful", "-m", "threads drown in replies"];
  await story.run(decision(stage, "dana", "revoke", made, words), QUIET);
  await ask(stage, tuned, 7, ["  decision.revoked: "]);
}

function lookAround(stage: Stage, named: string): string {
  return [
    "",
    stage.invocation.terminal.bold("Look around. What is above can be repeated there; commands.txt has all of it:"),
    enter(stage),
    `countersign show ${shortId(named)}`,
    "countersign why smuggled --repo lumen",
    "countersign analyse --repo lumen --head planted~10      # or ~0 to ~26",
    `countersign audit --log home --root home/${ROOT_FILE} --repo lumen`,
    `rm -r ${shellWord(stage.folder)}`,
  ].join("\n");
}
