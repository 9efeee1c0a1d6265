import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "@countersign/adapters/files";
import { generateSshKey } from "@countersign/adapters/keys";
import { buildLumenHistory } from "@countersign/lumen/history";
import { requireAlone } from "@countersign/service";
import type { Invocation } from "../command.ts";
import { relayed } from "../relay.ts";
import { openLumen } from "./open-lumen.ts";
import { INIT, PEOPLE, policyOf } from "./people.ts";

/** Written last: what lies there without it was cut off, and is made anew. */
const COMPLETE = "complete";

/** A folder with a home, everybody's keys, and Lumen's repository with a branch for each change that goes onto its second commit. */
export type DemoFolder = { readonly folder: string; readonly home: string; readonly keyOf: (person: string) => string };

/** Makes such a folder, or finds it as it was left. `url` is where the service will be reached. `files.…` where it cannot be made. */
export async function demoFolder(invocation: Invocation, folder: string, url: string): Promise<DemoFolder> {
  const demo = { folder, home: join(folder, "home"), keyOf: (person: string) => join(folder, "keys", person) };
  if ((await stat(join(folder, COMPLETE)).catch(() => undefined)) === undefined) {
    await makeFolder(folder, { mode: 0o700 });
    for (const name of ["home", "keys", "lumen", "policy.yaml", "policy.yaml.signatures.json"])
      await rm(join(folder, name), { recursive: true, force: true });
    await makeFolder(join(folder, "keys"), { mode: 0o700 });
    invocation.terminal.progress("building Lumen and its history");
    const settled = await buildProposals(join(folder, "lumen"));
    await govern(invocation, demo, settled);
    await writeFile(join(folder, COMPLETE), "");
  }
  await writeFile(join(demo.home, "service.yaml"), settingsOf(folder, url));
  return demo;
}

/** Refuses to go on beside a service that runs on such a folder, before anything of it is touched or told: `usage.serving`. */
export async function refuseSecond(folder: string): Promise<void> {
  const home = join(folder, "home");
  if ((await stat(home).catch(() => undefined)) !== undefined) await requireAlone({ dir: home });
}

/** `main` at the second commit, and `change/NN` for each later one that can be put on top of it; answers the second commit. */
async function buildProposals(repo: string): Promise<string> {
  const [, settled, ...later] = buildLumenHistory(repo);
  if (settled === undefined) throw new RangeError("Lumen's history has more commits");
  const git = await openLumen(repo);
  const run = (...args: readonly string[]) => git.raw([...args]);
  await run("switch", "--quiet", "--force-create", "main", settled.id);
  for (const { number, id } of later) {
    const branch = `change/${String(number).padStart(2, "0")}`;
    await run("switch", "--quiet", "--create", branch, "main");
    try {
      await run("cherry-pick", id);
    } catch {
      // It builds on one of the others.
      await run("cherry-pick", "--abort");
      await run("switch", "--quiet", "main");
      await run("branch", "--delete", branch);
    }
  }
  await run("switch", "--quiet", "main");
  return settled.id;
}

/** A log with a witness, a policy that all three sides signed, and a baseline. */
async function govern(invocation: Invocation, { folder, home, keyOf }: DemoFolder, settled: string): Promise<void> {
  const call = async (...args: readonly string[]) =>
    relayed(await invocation.call([...args, "--home", home, "--json"]));
  const [repo, policy] = [join(folder, "lumen"), join(folder, "policy.yaml")];
  await call(...INIT);
  for (const person of PEOPLE) await generateSshKey({ file: keyOf(person), comment: person });
  await call(...policyOf(repo, policy, keyOf));
  for (const person of PEOPLE) await call("policy", "sign", policy, "--key", keyOf(person));
  await call("policy", "publish", policy);
  const { change } = await call("baseline", "--repo", repo, "--commit", settled);
  for (const person of PEOPLE) await call("approve", String(change), "--key", keyOf(person), "--yes");
}

function settingsOf(folder: string, url: string): string {
  return [
    `url: ${JSON.stringify(url)}`,
    "repositories:",
    `  - {id: "local:lumen", fetch: ${JSON.stringify(join(folder, "lumen"))}, proposals: [{refs: "refs/heads/change/*"}], poll: PT5S}`,
    "serviceLevels:",
    "  - {risk: R4, within: PT4H}",
    "  - {within: P2D}",
    "",
  ].join("\n");
}
