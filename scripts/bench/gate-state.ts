import { cp, link, mkdir, mkdtempDisposable, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLines } from "@countersign/adapters/files";
import { fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import { followState, formatRoot, gateWithState, parseRoot, storeKnown } from "@countersign/core";
import type { GateState, Oid } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { openStateFolder } from "../../apps/cli/src/state-folder.ts";
import { bundleFile, rootFile } from "./bench-log.ts";
import { REF, REPOSITORY } from "./bench-policy.ts";
import type { Benchmark, Row } from "./benchmark.ts";
import { costOf } from "./cost.ts";
import { makeEdges } from "./edges.ts";
import { growingLog } from "./growing-log.ts";
import { inventedChanges } from "./invented-changes.ts";
import { allowed } from "./whole-process.ts";

/** Leaves that are followed at once: a reader keeps what each says until its end. */
const CHUNK = 100_000;
const RUNS = 10;
const COMMAND = join(import.meta.dirname, "../../apps/cli/bin/countersign");
const ENVIRONMENT = "production-eu";

/** A gate with state as a pipeline runs it: one new change, and a long log that it has followed before. */
export const gateState = afterLeaves("gate-state", 1_000_000);

/** The same after a shorter log: what the two differ in grows with the log. */
export const gateStateShort = afterLeaves("gate-state-100k", 100_000);

function afterLeaves(name: string, leaves: number): Benchmark {
  return {
    name,
    about: `the whole process of \`countersign gate --state\`: one new change after a log of ${leaves} leaves`,
    prepare: (folder) => prepare(folder, leaves),
    measure: async (folder) => [await measure(folder, leaves)],
  };
}

async function prepare(folder: string, leaves: number): Promise<void> {
  const source = join(folder, "source.git");
  const [first, second] = await makeEdges(source, 2);
  if (first === undefined || second === undefined) throw new Error("there are no edges");
  const log = growingLog(first.base);
  await writeFile(rootFile(folder), formatRoot(log.root));
  await follow(folder, log.grow([first]), { source, commit: first.head.gitCommit });
  for (let missing = leaves - log.size(); missing > 0; missing = leaves - log.size()) {
    const changes = inventedChanges(Math.min(missing, CHUNK) / 2, log.size());
    await follow(folder, log.grow(changes), undefined);
    console.error(`  ${log.size()} of ${leaves} leaves`);
  }
  await using writer = await writeLines(bundleFile(folder));
  for (const line of log.grow([second])) await writer.write(line);
  await writer.commit();
  await writeFile(join(folder, "tip"), second.head.gitCommit);
}

async function measure(folder: string, leaves: number): Promise<Row> {
  const commit = await readFile(join(folder, "tip"), "utf8");
  const place = ["--repo", join(folder, "source.git"), "--commit", commit, "--ref", REF, "--env", ENVIRONMENT];
  const trusted = ["--root", rootFile(folder), "--bundle", bundleFile(folder)];
  const costs: { readonly time: number; readonly cpu: number; readonly megabytes: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    await using copy = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    await copyState(join(folder, "state"), join(copy.path, "state"));
    const call = ["gate", ...place, ...trusted, "--state", join(copy.path, "state"), "--home", copy.path];
    let megabytes = 0;
    const cost = await costOf(async () => (megabytes = await allowed([COMMAND, ...call])));
    costs.push({ ...cost, megabytes });
  }
  const bare = await costOf(() => allowed([process.execPath, "-e", "0"]));
  const [median] = costs.toSorted((a, b) => a.time - b.time).slice(Math.floor(RUNS / 2));
  if (median === undefined) throw new Error("nothing was measured");
  return {
    name: `gate --state, 1 new change, ${leaves.toLocaleString("en")} leaves`,
    ours: median,
    baseline: { name: "node -e 0", ...bare },
    aim: { time: 500, megabytes: 300 },
    megabytes: Math.max(...costs.map((cost) => cost.megabytes)),
  };
}

type Candidate = { readonly source: string; readonly commit: Oid };

/** Follows a bundle onto the state of a folder, and has a candidate allowed. */
async function follow(folder: string, lines: Iterable<Uint8Array>, candidate: Candidate | undefined): Promise<void> {
  const root = parseRoot(await readFile(rootFile(folder)));
  await using opened = await openStateFolder(join(folder, "state"), root);
  const known = await followState(nodeCrypto, root, { state: opened.state, store: opened.pages }, lines);
  const state = candidate === undefined ? known.state : await allow(join(folder, "state"), known, candidate);
  await opened.save(await storeKnown(known, state));
}

async function allow(
  dir: string,
  known: Parameters<typeof gateWithState>[1],
  { source: path, commit }: Candidate,
): Promise<GateState> {
  const source = await openSource(path);
  const mirror = await openMirror({
    dir: join(dir, "mirror.git"),
    objectFormat: source.objectFormat,
    searchPath: process.env["PATH"] ?? "",
  });
  const open = async () => {
    await fetchCommits(mirror, source, { wants: [commit] });
    return openRepository(mirror);
  };
  const parts = { crypto: nodeCrypto, source: { open }, classify: async () => undefined, now: Date.now() / 1000 };
  const request = { repository: REPOSITORY.id, ref: REF, commit, environment: ENVIRONMENT, source: path };
  const { verdict, state } = await gateWithState(parts, known, request);
  if (verdict.code !== "gate.allowed") throw new Error(`the gate says ${verdict.code}`);
  return state;
}

/** Pages never change once they are written, so a link to each is as good as a copy, and does not keep the disk busy. */
async function copyState(from: string, to: string): Promise<void> {
  const pages = join(from, "pages");
  await cp(from, to, { recursive: true, filter: (path) => path !== pages });
  for (const folder of await readdir(pages)) {
    await mkdir(join(to, "pages", folder), { recursive: true });
    for (const name of await readdir(join(pages, folder)))
      await link(join(pages, folder, name), join(to, "pages", folder, name));
  }
}
