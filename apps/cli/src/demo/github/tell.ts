import { mkdtemp, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";
import type { Check, SaidOfRun } from "@countersign/github-fake";
import { ROOT_FILE } from "@countersign/home/folder";
import { simpleGit } from "simple-git";
import type { Invocation, Outcome } from "../../command.ts";
import { shellWord } from "../../next-command.ts";
import { beginStory } from "../../story.ts";
import { harmless, shortId } from "../../terminal.ts";
import { wrapped } from "../../wrapped.ts";
import { buildLumen } from "../build-lumen.ts";
import { enter } from "../enter.ts";
import { packetLines } from "../packet-lines.ts";
import { ask, keyOf, runGit } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { quietPort, serviceBeside } from "./beside.ts";
import { openHub } from "./hub.ts";
import type { Hub } from "./hub.ts";
import { governHub, installApp, makeApp } from "./prepare.ts";
import { lasting } from "./waiting.ts";

/** The stage of the story, with the GitHub that it plays on. */
type Scene = Stage & { readonly hub: Hub };

/** Tells the story of a change on GitHub: a GitHub of its own, the service with its own PostgreSQL, real keys and commands, in a folder that stays. */
export async function tellOnGithub(invocation: Invocation): Promise<Outcome> {
  const stop = invocation.stopping();
  const folder = await realpath(await mkdtemp(join(tmpdir(), "countersign-demo-")));
  const [home, repo] = [join(folder, "home"), join(folder, "lumen")];
  const stage: Stage = { invocation, story: beginStory(invocation, { folder, home }), folder, home, repo };
  stage.story.tell(
    "Lumen's repository lies on a GitHub that runs on this machine; nothing leaves it. Its App is made by a manifest.",
  );
  const { settled } = await buildLumen(stage);
  await using hub = await openHub(folder, repo, stop);
  const scene: Scene = { ...stage, hub };
  await governHub(scene, hub, settled);
  await hub.push("main");
  const listen = `127.0.0.1:${await quietPort()}`;
  const made = await makeApp(scene, hub, `http://${listen}`);
  invocation.terminal.progress("starting the service with its own PostgreSQL");
  await using _service = await serviceBeside(invocation, { home, listen, log: join(folder, "service.log") }, stop);
  installApp(hub, made);
  await hub.github.settle();
  await doctor(scene);
  const { change } = await proposed(scene, { branch: "tune", title: "Tune reply weight" });
  await agreed(scene, change);
  await queued(scene);
  await allowed(scene);
  const { change: smuggled, commit } = await pushedAfterwards(scene);
  await denied(scene, smuggled, commit);
  const lines = [enter(scene), ...scene.story.commands()];
  await writeFile(join(folder, "commands.txt"), `${lines.join("\n")}\n`);
  return { json: { folder, home, repo, change, smuggled, denied: commit }, text: lookAround(scene, smuggled) };
}

/** What happens on GitHub, told in a line. */
function happens({ invocation: { terminal } }: Stage, text: string): void {
  terminal.note(wrapped(text, 2).map(harmless).join("\n"));
}

function checkLine({ status, conclusion, title }: Check): string {
  return `check countersign: ${conclusion ?? status}, "${title}"`;
}

async function doctor({ story }: Scene): Promise<void> {
  await story.run(["github", "doctor"], {
    pick: (lines) => lines.filter((line) => /^ok +(?:webhook|check|environment)\b[^:]*: /.test(line)),
  });
}

type Proposal = { readonly branch: string; readonly title: string };
/** A pull request on GitHub, and the change that it was captured as. */
type Proposed = { readonly pull: number; readonly change: string };

/** Pushes a branch and opens a pull request; within seconds its check says who is waited for. */
async function open(scene: Scene, { branch, title }: Proposal): Promise<Proposed> {
  const { hub } = scene;
  await hub.push(branch);
  const pull = await hub.github.world.openPull(hub.repository, hub.mira, { head: branch, title });
  const shown = await hub.check(pull.headSha, waits);
  happens(scene, `#${pull.number} "${title}": ${checkLine(shown)}`);
  return { pull: pull.id, change: changeOf(shown) };
}

const waits = ({ title }: Check) => title.startsWith("Waits for ");
const passes = ({ conclusion }: Check) => conclusion === "success";

/** The change that a check is about, which its summary links. */
function changeOf({ summary }: Check): string {
  return /\/changes\/([0-9a-f]{64})\)/.exec(summary)?.[1] ?? "";
}

async function proposed(scene: Scene, proposal: Proposal): Promise<Proposed> {
  scene.story.tell("1. Mira opens a pull request. Its check says who has to agree.");
  return open(scene, proposal);
}

async function approve(scene: Scene, change: string): Promise<void> {
  for (const person of ["dana", "nils"])
    await scene.story.run(["approve", shortId(change), "--key", keyOf(scene, person), "--yes"], { quiet: true });
}

async function agreed(scene: Scene, change: string): Promise<void> {
  const { story, hub } = scene;
  story.tell("2. Dana and Nils look at it, and sign with keys of their own. The check follows.");
  await story.run(["show", shortId(change), "--stat"], { pick: packetLines });
  await approve(scene, change);
  happens(scene, checkLine(await hub.check(await tipOf(scene, "tune"), passes)));
}

/** The queue makes a commit of its own, which is judged as it would land. */
async function queued(scene: Scene): Promise<void> {
  const { story, hub } = scene;
  story.tell("3. The merge queue makes a commit of its own, and the check is of that.");
  const { world, state } = hub.github;
  const [pull] = state.pulls.all();
  if (pull === undefined) throw new CountersignError("internal.demo", "there is no pull request");
  await world.enqueue(pull.id, hub.mira);
  const group = state.groups.all()[0]?.headSha ?? "";
  happens(scene, `${shortId(group)} of the queue: ${checkLine(await hub.check(group, passes))}`);
  const merged = { what: () => "that the queue merges", patience: 30_000, stop: hub.stop };
  await lasting(merged, () => state.pulls.get(pull.id)?.mergedAt ?? undefined);
  happens(scene, `#${pull.number} is merged`);
}

async function allowed(scene: Scene): Promise<void> {
  scene.story.tell("4. A workflow deploys it. Its job waits for the App, which asks the gate.");
  const run = await deploy(scene);
  jobLine(scene, await scene.hub.said(run, ({ state }) => state === "approved"));
}

/** A workflow deploys what is on `main` to production; answers the run. */
async function deploy({ hub: { github, repository, mira } }: Scene): Promise<number> {
  return (await github.world.deploy(repository, mira, { environments: ["production"] })).id;
}

/** Another change is approved; then something else is pushed onto it, merged past the rules, and deployed. */
async function pushedAfterwards(scene: Scene): Promise<{ readonly change: string; readonly commit: string }> {
  const { story, hub } = scene;
  story.tell("5. Another is approved. Then Mira pushes a list of forty accounts onto it.");
  await runGit(scene, [["fetch", "--quiet", "origin", "main"]], { hidden: true });
  await runGit(scene, [["switch", "--quiet", "--create", "limit", "FETCH_HEAD"]], { hidden: true });
  await runGit(scene, [["cherry-pick", LIMIT]], { hidden: true });
  const { pull, change } = await open(scene, { branch: "limit", title: "Raise limit" });
  await approve(scene, change);
  happens(scene, checkLine(await hub.check(await tipOf(scene, "limit"), passes)));
  await runGit(scene, [["cherry-pick", "accounts"]]);
  await hub.push("limit");
  const shown = await hub.check(await tipOf(scene, "limit"), waits);
  happens(scene, `the new head: ${checkLine(shown)}`);
  await hub.github.world.merge(pull, hub.mira, { bypass: true });
  await runGit(scene, [["pull", "--quiet", "--no-rebase", "--ff-only", "origin", "main"]], { hidden: true });
  happens(scene, "Mira administrates the repository, and merges it past the rules");
  return { change: changeOf(shown), commit: await tipOf(scene, "limit") };
}

/** Of Lumen's history, seen from its end: a limit moves as their title says. */
const LIMIT = "planted~23";

async function denied(scene: Scene, change: string, commit: string): Promise<void> {
  const { story, hub } = scene;
  story.tell("6. The job that would deploy it waits for decisions. Dana says no, and GitHub hears it.");
  const run = await deploy(scene);
  jobLine(scene, await hub.said(run, ({ comment }) => comment.includes("oracle")));
  const words = ["-m", "Which law? For whom, until when?"];
  await story.run(["reject", shortId(change), "--key", keyOf(scene, "dana"), ...words, "--yes"], { quiet: true });
  jobLine(scene, await hub.said(run, ({ state }) => state === "rejected"));
  story.tell("7. Nobody has to believe GitHub or the service: the gate beside production says the same.");
  await ask(scene, commit, 4, ["  decision.rejected: "]);
}

/** Without the address and the mark at the end, which are for people and programs at GitHub. */
function jobLine(scene: Scene, { state, comment }: SaidOfRun): void {
  happens(scene, `production ${state}: ${comment.replace(/\s+http\S+(?:\s+\[\S*\])?$/, "")}`);
}

async function tipOf({ repo }: Stage, branch: string): Promise<string> {
  return (await simpleGit(repo).revparse([branch])).trim();
}

function lookAround(scene: Stage, change: string): string {
  return [
    "",
    scene.invocation.terminal.bold("Look around. GitHub and service have ended; log, keys and clone are there:"),
    enter(scene),
    `countersign show ${shortId(change)}`,
    `countersign audit --log home --root home/${ROOT_FILE}`,
    `rm -r ${shellWord(scene.folder)}`,
  ].join("\n");
}
