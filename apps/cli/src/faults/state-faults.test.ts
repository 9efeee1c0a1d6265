import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalText } from "@countersign/attest";
import { fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import { faultyFiles, nodeFileOps } from "@countersign/adapters/files";
import type { Fault, FileOps } from "@countersign/adapters/files";
import {
  CountersignError,
  followState,
  formatGateState,
  gateWithState,
  parseOid,
  parseRoot,
  storeKnown,
} from "@countersign/core";
import type { GateState, ObjectSource, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "../attacks/stage.testing.ts";
import { statefulGate } from "../attacks/stateful.testing.ts";
import { done } from "../governed-home.testing.ts";
import { openStateFolder } from "../state-folder.ts";

/** One run of a gate that allows one more commit, on any copy of its state. */
type Scene = {
  readonly template: string;
  readonly root: Root;
  /** Bundles by the size that they begin at. */
  readonly bundles: ReadonlyMap<number, readonly Uint8Array[]>;
  readonly allow: (dir: string, files: FileOps) => Promise<{ readonly code: string; readonly state: GateState }>;
};

async function sceneIn(folder: string, mirrorDir: string): Promise<Scene & AsyncDisposable> {
  const stage = await openStage(folder);
  const gate = statefulGate(stage);
  const one = stage.repo.commit({ files: { "ui/list.ts": "one\n" }, parents: [stage.c0] });
  await stage.cover(one, { base: stage.c0 });
  expect(await gate.ask(one)).toMatchObject({ decision: "allow" });
  const two = stage.repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [one] });
  await stage.cover(two, { base: one });
  const bundles = new Map<number, readonly Uint8Array[]>();
  for (const since of [4, 6]) {
    const file = join(folder, `since-${since}.bundle`);
    await done(stage.run("bundle", "--since", String(since), "-o", file));
    bundles.set(
      since,
      readFileSync(file, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => Buffer.from(line)),
    );
  }
  const root = parseRoot(readFileSync(join(stage.home, "root.json")));
  const source = await openSource(stage.repo.path);
  const mirror = await openMirror({ dir: mirrorDir, searchPath: process.env["PATH"] ?? "" });
  const commit = parseOid(two, "sha1");
  await fetchCommits(mirror, source, { wants: [commit] });
  const repository = openRepository(mirror);
  const objects: ObjectSource = { open: async () => ({ ...repository, [Symbol.asyncDispose]: async () => {} }) };
  const request = { repository: "local:feed", ref: "refs/heads/main", commit, environment: "production", source: "." };
  return {
    template: gate.dir,
    root,
    bundles,
    async allow(dir, files) {
      await using opened = await openStateFolder(dir, root, files);
      const lines = bundles.get(opened.state?.frontier.size ?? 0) ?? [];
      const known = await followState(nodeCrypto, root, { state: opened.state, store: opened.pages }, lines);
      const parts = { crypto: nodeCrypto, source: objects, classify: async () => undefined, now: Date.now() / 1000 };
      const { verdict, state } = await gateWithState(parts, known, request);
      const stored = await storeKnown(known, state);
      await opened.save(stored);
      return { code: verdict.code, state: stored };
    },
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

describe(
  "F22 every write of a gate's state, lost, stored or torn, by an error or a crash",
  { timeout: 600_000 },
  () => {
    it("leaves the earlier state or the new one, and the next run ends with the new one", async () => {
      using folder = tempFolder();
      using aside = tempFolder();
      await using scene = await sceneIn(folder.path, join(aside.path, "mirror.git"));
      const copy = (name: string) => {
        const dir = join(aside.path, name);
        cpSync(scene.template, dir, { recursive: true });
        return dir;
      };
      const counted = faultyFiles({ at: Infinity, outcome: "lost", after: "error" }, nodeFileOps);
      const whole = await scene.allow(copy("whole"), counted.files);
      expect(whole.code).toBe("gate.allowed");
      const expected = spelled(whole.state);
      const rows: string[] = [];
      const bad: string[] = [];
      for (const [index, operation] of counted.operations.entries())
        for (const outcome of ["lost", "stored", "torn"] as const)
          for (const after of ["error", "crash"] as const) {
            const fault: Fault = { at: index + 1, outcome, after };
            const dir = copy(`${index}-${outcome}-${after}`);
            const told = await attempt(scene, dir, faultyFiles(fault, nodeFileOps).files);
            const next = await scene.allow(dir, nodeFileOps);
            const row = `${index + 1} ${operation} ${outcome} ${after}: told ${told}, then ${next.code}`;
            rows.push(row);
            if (next.code !== "gate.allowed" || spelled(next.state) !== expected) bad.push(row);
          }
      if (process.env["COUNTERSIGN_PRINT_FAULTS"] === "1") console.log([...rows, `${rows.length} rows`].join("\n"));
      expect(bad).toEqual([]);
      expect(rows.length).toBeGreaterThan(100);
    });
  },
);

/** A state without the witnesses' newest time, which a later bundle has renewed. */
function spelled(state: GateState): string {
  return canonicalText({ ...formatGateState(state), time: 0 });
}

async function attempt(scene: Scene, dir: string, files: FileOps): Promise<string> {
  try {
    return (await scene.allow(dir, files)).code;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    return error instanceof Error ? error.name : "thrown";
  }
}
