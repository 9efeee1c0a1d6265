import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";
import { generateSshKey } from "@countersign/adapters/keys";
import { relayed } from "../../relay.ts";
import { shortId } from "../../terminal.ts";
import { CHECK_NAME } from "../../github/app-plan.ts";
import { INIT, MIRA, PEOPLE, policyOf } from "../people.ts";
import { keyOf, madeBy } from "../stage.ts";
import type { Stage } from "../stage.ts";
import type { Hub } from "./hub.ts";
import { appBySetup } from "./made-app.ts";
import type { DemoApp } from "./made-app.ts";

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

/** Makes the App by its manifest; the settings of the service, which begins after that, name it. */
export async function makeApp(stage: Stage, hub: Hub, url: string): Promise<DemoApp> {
  const { invocation, folder, home, story } = stage;
  const { world, url: web } = hub.github;
  const args = ["github", "setup", "--url", url, "--org", "lumen", "--folder", join(folder, "app"), "--web", web];
  const made = await appBySetup(invocation, [...args, "--administration"], (manifest) =>
    world.submitManifest(hub.owner, manifest),
  );
  story.show(["countersign", ...args, "--administration"].join(" "));
  const gate = `gate: { key: ${JSON.stringify(join(folder, "keys", "gate.key"))}, state: ${JSON.stringify(join(folder, "gate"))} }`;
  const looked = `repositories: [{ id: "${repositoryOf(hub)}", fetch: github }]`;
  await writeFile(join(home, "service.yaml"), [`url: ${url}`, looked, gate, made.settings, ""].join("\n"));
  return made;
}

/** Installs the App, and requires of it what `github setup` says; but administrators may bypass the ruleset, as is usual. */
export function installApp({ github, repository, owner, mira }: Hub, { app }: DemoApp): void {
  const { world } = github;
  world.install(app, owner, mira);
  const check = { context: CHECK_NAME, integration_id: app };
  const rules = [
    { type: "merge_queue", parameters: { merge_method: "MERGE", min_entries_to_merge: 1 } },
    { type: "required_status_checks", parameters: { required_status_checks: [check] } },
  ];
  const bypass = [{ actor_type: "RepositoryRole", actor_id: 5, bypass_mode: "always" }] as const;
  world.createRuleset(repository, mira, { name: "reviewed", rules, bypass });
  world.setEnvironment(repository, "production", { apps: [app], adminsMayBypass: false });
}

function repositoryOf({ repository }: Hub): string {
  return `github:${repository}`;
}
