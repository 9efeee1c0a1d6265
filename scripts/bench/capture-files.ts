import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import type { Mirror } from "@countersign/adapters/git";
import { capture, parseOid } from "@countersign/core";
import type { Analyse, CaptureRequest, LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { readGrammar } from "@countersign/adapters/grammars";
import { DETECTORS, analyse as analyseChange, readersOf } from "@countersign/reviewers";
import { alternate } from "./alternate.ts";
import { bareGit, blobsBetween, readBlobs } from "./bare-git.ts";
import { readLogFiles } from "./bench-log.ts";
import type { Benchmark } from "./benchmark.ts";

const CHANGED = 5_000;
const FILES = 100_000;

/** Capturing a large change, its packet included. */
export const captureFiles: Benchmark = {
  name: "capture-files",
  about: `capturing a change of ${CHANGED} files of 4 KB in a tree of ${FILES}, onto a base that has moved`,
  async prepare(folder) {
    const [{ makeLargeTree }, { writeLog }] = await Promise.all([import("./large-tree.ts"), import("./write-log.ts")]);
    const { base, head } = await makeLargeTree(join(folder, "source.git"), FILES, CHANGED);
    await writeLog(folder, base, []);
    await writeFile(join(folder, "change.json"), JSON.stringify({ base: base.gitCommit, head }));
  },
  async measure(folder, rounds) {
    const ids: { readonly base: string; readonly head: string } = JSON.parse(
      await readFile(join(folder, "change.json"), "utf8"),
    );
    const [base, head] = [parseOid(ids.base, "sha1"), parseOid(ids.head, "sha1")];
    const source = await openSource(join(folder, "source.git"));
    await using temporary = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    const mirror = await openMirror({
      dir: temporary.path,
      objectFormat: "sha1",
      searchPath: process.env["PATH"] ?? "",
    });
    await fetchCommits(mirror, source, { wants: [base, head] });
    const baseTree = (await bareGit(mirror.dir, ["rev-parse", `${base}^{tree}`])).trim();
    const log = await readLogFiles(folder);
    const repository = log.policy.policy.repositories[0]?.id ?? "";
    const request = { repository, ref: "refs/heads/main", base, head, pushers: [] };
    const count = CHANGED.toLocaleString("en");
    const row = async (name: string, by: Analyse) => {
      const ours = () => captured(mirror, log, by, request);
      const times = await alternate(rounds, ours, () => bare(mirror.dir, { base, head, baseTree }));
      const baseline = { name: "merge-tree, diff-tree, cat-file", ...times.baseline };
      return { name, ours: times.ours, baseline, aim: { ratio: 2 } };
    };
    return [
      await row(`capture, ${count} files of ${FILES.toLocaleString("en")}`, analyse),
      // The same without detectors: what the analysis costs is the difference.
      await row("  without looking for hazards", unanalysed),
    ];
  },
};

const readers = readersOf(readGrammar);
const analyse: Analyse = (repository, change, scope) => analyseChange(repository, readers, change, scope);
const unanalysed: Analyse = async () => ({ findings: [], ledgers: {}, coverage: [], detectors: DETECTORS });

async function captured(mirror: Mirror, log: LogContents, analyse: Analyse, request: CaptureRequest): Promise<void> {
  await using repository = openRepository(mirror, { keepContents: analyse !== unanalysed });
  const result = await capture({ crypto: nodeCrypto, repository, analyse, renderer: "bench/1" }, log, request);
  if (result.outcome !== "captured" || result.record.entries.length !== CHANGED)
    throw new Error("the change has other entries");
}

type BareWork = { readonly base: string; readonly head: string; readonly baseTree: string };

async function bare(dir: string, { base, head, baseTree }: BareWork): Promise<void> {
  const tree = (await bareGit(dir, ["merge-tree", "--write-tree", base, head])).trim();
  const blobs = await blobsBetween(dir, [[baseTree, tree]]);
  if (blobs.length !== 2 * CHANGED) throw new Error(`git names ${blobs.length} blobs`);
  await readBlobs(dir, blobs);
}
