import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "../attacks/stage.testing.ts";
import { statefulGate } from "../attacks/stateful.testing.ts";
import { randomNumbers } from "./mutate.testing.ts";

/** Files that are altered, unless `npm run fuzz` gives it seconds. */
const RUNS = 36;
const SECONDS = Number(process.env["COUNTERSIGN_FUZZ_SECONDS"] ?? "0");
const ONLY = process.env["COUNTERSIGN_FUZZ_ONLY"] ?? "";
const SEED = Number(process.env["COUNTERSIGN_FUZZ_SEED"] ?? "20261122");

describe.runIf(ONLY === "" || ONLY === "state-folder")("the folder of a gate's state", () => {
  it(
    "J11: with any bit of any file altered is refused with a code, or answers as before",
    { timeout: 240_000 + SECONDS * 2000 },
    async () => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { repo, c0, cover } = stage;
      const covered = repo.commit({ files: { "ranker/score.py": "weight = 2\n" }, parents: [c0] });
      await cover(covered, { base: c0 });
      const uncovered = repo.commit({ files: { "ranker/score.py": "weight = 3\n" }, parents: [covered] });
      const kept = statefulGate(stage);
      expect(await kept.ask(covered)).toMatchObject({ code: "gate.allowed" });
      const answers = [
        { commit: covered, exit: 0, code: "gate.allowed" },
        { commit: uncovered, exit: 4, code: "gate.residual" },
      ];
      const files = filesBelow(kept.dir);
      for (const part of ["state.json", "state.key", "pages/", "mirror.git/"])
        expect(files.some((file) => file.startsWith(part))).toBe(true);
      const random = randomNumbers(SEED);
      const below = (bound: number) => Math.floor(random() * bound);
      const end = performance.now() + SECONDS * 1000;
      const refused = new Set<string>();
      for (let run = 0; run < RUNS || performance.now() < end; run += 1) {
        const gate = statefulGate(stage, "altered");
        rmSync(gate.dir, { recursive: true, force: true });
        cpSync(kept.dir, gate.dir, { recursive: true });
        // The few files that are ours are as likely as the many that are git's.
        const group = files.filter((file) => file.startsWith("mirror.git/") === (run % 2 === 1));
        const altered = join(gate.dir, group[below(group.length)] ?? "");
        const how = alter(altered, below);
        const wanted = answers[below(answers.length)] ?? answers[0];
        if (wanted === undefined) continue;
        const { exit, code } = await gate.ask(wanted.commit, { since: sizeOf(kept.dir) });
        const same = exit === wanted.exit && code === wanted.code;
        if (!same) refused.add(code);
        const said = `run ${run}: ${how} of ${altered} answered ${code}`;
        expect(same || exit === 6 || exit === 5, said).toBe(true);
      }
      expect([...refused].some((code) => code.startsWith("state."))).toBe(true);
    },
  );
});

/** Flips a bit, cuts the file off, or adds a byte. */
function alter(path: string, below: (bound: number) => number): string {
  const bytes = readFileSync(path);
  const at = below(Math.max(1, bytes.length));
  const way = below(4);
  if (way === 0) writeFileSync(path, bytes.subarray(0, at), { mode: 0o600 });
  else if (way === 1) writeFileSync(path, Buffer.concat([bytes, Buffer.from([at & 255])]));
  else {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << below(8));
    rmSync(path);
    writeFileSync(path, flipped, { mode: 0o600 });
  }
  return ["cut", "growth", "flip", "flip"][way] ?? "";
}

function filesBelow(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => name !== ".lock" && statSync(join(dir, name)).isFile())
    .toSorted();
}

function sizeOf(dir: string): number {
  const { frontier }: { readonly frontier: { readonly size: number } } = JSON.parse(
    readFileSync(join(dir, "state.json"), "utf8"),
  ).state;
  return frontier.size;
}
