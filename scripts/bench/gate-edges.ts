import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import type { Mirror, Source } from "@countersign/adapters/git";
import { gate, parseOid } from "@countersign/core";
import type { Oid } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { alternate } from "./alternate.ts";
import { bareGit, blobsBetween, readBlobs } from "./bare-git.ts";
import { verifyBare } from "./bare-signatures.ts";
import { readLogFiles, signaturesOf } from "./bench-log.ts";
import type { Benchmark } from "./benchmark.ts";

const EDGES = 10_000;

/** The gate without saved state over a long line: the whole answer from the bundle's bytes and Git's objects. */
export const gateEdges: Benchmark = {
  name: "gate-edges",
  about: `the gate over ${EDGES} edges with as many approvals, without saved state`,
  async prepare(folder) {
    const [{ makeEdges }, { writeLog }] = await Promise.all([import("./edges.ts"), import("./write-log.ts")]);
    const changes = await makeEdges(join(folder, "source.git"), EDGES);
    const [first] = changes;
    if (first === undefined) throw new Error("there are no edges");
    await writeLog(folder, first.base, changes);
    const pairs = changes.map(({ base, result }) => [base.gitTree, result.gitTree]);
    await writeFile(join(folder, "line.json"), JSON.stringify({ tip: changes.at(-1)?.head.gitCommit, pairs }));
  },
  async measure(folder, rounds) {
    const { tip: id, pairs }: Line = JSON.parse(await readFile(join(folder, "line.json"), "utf8"));
    const tip = parseOid(id, "sha1");
    const source = await openSource(join(folder, "source.git"));
    const signatures = await signaturesOf(folder);
    await using temporary = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    const mirror = await mirrorIn(join(temporary.path, "mirror"), source);
    await fetchCommits(mirror, source, { wants: [tip] });
    const answer = await alternate(
      rounds,
      () => judge(folder, mirror, source, tip),
      async () => {
        const blobs = await blobsBetween(mirror.dir, pairs);
        if (blobs.length <= EDGES) throw new Error(`git names only ${blobs.length} blobs`);
        await readBlobs(mirror.dir, blobs);
        verifyBare(signatures);
      },
    );
    const fetched = await alternate(
      rounds,
      async () =>
        fetchCommits(await mirrorIn(join(temporary.path, crypto.randomUUID()), source), source, { wants: [tip] }),
      () => bareFetch(join(temporary.path, crypto.randomUUID()), source, tip),
    );
    const count = EDGES.toLocaleString("en");
    return [
      {
        name: `gate, ${count} edges and approvals`,
        ours: answer.ours,
        baseline: { name: "diff-tree, cat-file, Ed25519", ...answer.baseline },
        aim: { ratio: 2, megabytes: 512 },
      },
      {
        name: "  its first fetch, every object checked",
        ours: fetched.ours,
        baseline: { name: "git fetch, unchecked", ...fetched.baseline },
        aim: {},
      },
    ];
  },
};

type Line = { readonly tip: string; readonly pairs: readonly (readonly [from: string, to: string])[] };

function mirrorIn(dir: string, { objectFormat }: Source): Promise<Mirror> {
  return openMirror({ dir, objectFormat, searchPath: process.env["PATH"] ?? "" });
}

async function judge(folder: string, mirror: Mirror, source: Source, commit: Oid): Promise<void> {
  const log = await readLogFiles(folder);
  const { repositories, environments } = log.policy.policy;
  const [repository, environment] = [repositories[0], environments[0]];
  if (repository === undefined || environment === undefined) throw new Error("the policy names no place");
  const open = async () => {
    await fetchCommits(mirror, source, { wants: [commit] });
    return openRepository(mirror);
  };
  const parts = { crypto: nodeCrypto, source: { open }, classify: async () => undefined, now: Date.now() / 1000 };
  const request = {
    repository: repository.id,
    ref: "refs/heads/main",
    commit,
    environment: environment.id,
    source: source.dir,
  };
  const verdict = await gate(parts, log, request);
  if (verdict.decision !== "allow" || verdict.range.edges !== EDGES)
    throw new Error(`the gate says ${verdict.code} after ${verdict.range.edges} edges`);
}

async function bareFetch(dir: string, source: Source, commit: Oid): Promise<void> {
  await bareGit(tmpdir(), ["init", "--quiet", "--bare", dir]);
  await bareGit(dir, ["fetch", "--quiet", "--no-tags", source.dir, commit]);
}
