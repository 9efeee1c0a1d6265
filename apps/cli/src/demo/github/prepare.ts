import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";
import { generateSshKey } from "@countersign/adapters/keys";
import { registerApp } from "@countersign/github-fake";
import { documentOf, relayed } from "../../relay.ts";
import { shortId } from "../../terminal.ts";
import { INIT, MIRA, PEOPLE, policyOf } from "../people.ts";
import { keyOf, madeBy } from "../stage.ts";
import type { Stage } from "../stage.ts";
import type { Hub } from "./hub.ts";

const HIDDEN = { hidden: true } as const;

/** A home with a witness, three keys and a gate's, a policy that all three sides sign, and a baseline: what is on `main` counts as settled. */
export async function governHub(stage: Stage, hub: Hub, settled: string): Promise<void> {
  const { story, folder, repo, invocation, home } = stage;
  await story.run(INIT, HIDDEN);
  await mkdir(join(folder, "keys"), { mode: 0o700 });
  for (const person of PEOPLE) {
    await generateSshKey({ file: keyOf(stage, person), comment: person });
    story.show(`ssh-keygen -q -t ed25519 -N '' -C ${person} -f ${keyOf(stage, person)}`, [], HIDDEN);
  }
  const gate = ["gate-key", join(folder, "keys", "gate.key"), "--home", home, "--json"];
  const { key } = relayed(await invocation.call(gate));
  story.show(`countersign gate-key ${join(folder, "keys", "gate.key")}`, [], HIDDEN);
  const policy = join(folder, "policy.yaml");
  const place = ["--repository", repositoryOf(hub), "--uri", "git+https://github.com/lumen/feed"];
  const named = [...policyOf(repo, policy, (person) => keyOf(stage, person)), ...place, "--gate-key", String(key)];
  await story.run(named, HIDDEN);
  await edit(stage, policy, [
    // Who pushes on GitHub is an account there, and GitHub makes commits of its own.
    [`git: [${MIRA}]`, `git: [${MIRA}]\n    github: [${hub.mira}]`],
  ]);
  for (const person of PEOPLE) await story.run(["policy", "sign", policy, "--key", keyOf(stage, person)], HIDDEN);
  await story.run(["policy", "publish", policy], HIDDEN);
  const baseline = ["baseline", "--repo", repo, "--commit", settled];
  await story.run(baseline, HIDDEN);
  const id = shortId((await madeBy(stage, baseline)).change);
  for (const person of PEOPLE) await story.run(["approve", id, "--key", keyOf(stage, person), "--yes"], HIDDEN);
}

/** Edits a file as somebody with an editor would, and keeps how with the other commands. */
async function edit(
  { story }: Stage,
  file: string,
  edits: readonly (readonly [from: string, to: string])[],
): Promise<void> {
  let text = await readFile(file, "utf8");
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new CountersignError("internal.demo", `${file} has no ${from}`);
    text = text.replace(from, to);
    const [pattern, word] = [from.replaceAll(/[[\].*/]/g, "\\$&"), to.replaceAll("/", "\\/").replaceAll("\n", "\\n")];
    story.show(`sed -i 's/${pattern}/${word}/' ${file}`, [], HIDDEN);
  }
  await writeFile(file, text);
}

/** Makes the App by its manifest; the settings of the service, which begins after that, name it. Its number. */
export async function makeApp({ invocation, folder, home, story }: Stage, hub: Hub, url: string): Promise<number> {
  const place = ["--url", url, "--org", "lumen", "--folder", join(folder, "app"), "--web", hub.github.url];
  const args = ["github", "setup", ...place, "--administration"];
  const [file, ...before] = invocation.program;
  const { env } = invocation.home;
  const called = await registerApp(hub, spawn(file, [...before, ...args, "--paste", "--json"], { env, stdio: "pipe" }));
  const { app, settings } = called.exit === 0 ? documentOf(called) : {};
  if (typeof app !== "number" || typeof settings !== "string")
    throw new CountersignError("internal.demo", `github setup ended with ${called.exit}: ${called.stdout}`);
  story.show(["countersign", ...args].join(" "));
  const gate = `gate: { key: ${JSON.stringify(join(folder, "keys", "gate.key"))}, state: ${JSON.stringify(join(folder, "gate"))} }`;
  const looked = `repositories: [{ id: "${repositoryOf(hub)}", fetch: github }]`;
  await writeFile(join(home, "service.yaml"), [`url: ${url}`, looked, gate, settings, ""].join("\n"));
  return app;
}

/** Installs the App, and requires of it what `github setup` says; but administrators may bypass the ruleset, as is usual. */
export function installApp(hub: Hub, app: number): void {
  hub.install(app, [{ actor_type: "RepositoryRole", actor_id: 5, bypass_mode: "always" }]);
}

function repositoryOf({ repository }: Hub): string {
  return `github:${repository}`;
}
