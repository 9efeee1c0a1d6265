import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCli } from "../run.testing.ts";
import type { CliRun } from "../run.testing.ts";

const temporary = tempFolder();
beforeAll(() => void vi.stubEnv("TMPDIR", temporary.path));
afterAll(() => {
  vi.unstubAllEnvs();
  temporary[Symbol.dispose]();
});

/** What somebody who copies a line into a shell gets, after the line that the story names for that. */
function typed(enter: string, line: string): number | null {
  return spawnSync("sh", ["-c", `${enter} && ${line}`], { stdio: "ignore" }).status;
}

/** The story's own words: what was shown as typed, and what one may type next. */
function wordsOf({ stderr, stdout }: CliRun) {
  const shown = stderr.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : []));
  const [enter = "", ...next] = stdout.split("\n").filter((line) => /^(?:cd|countersign|rm) /.test(line));
  return { shown, enter, next };
}

describe("demo", () => {
  let run: CliRun;
  beforeAll(async () => {
    run = await runCli(["demo"], { home: "" });
  });

  it("plays what may and what may not be deployed, each with its code", () => {
    expect(run.exit).toBe(0);
    const verdicts = run.stderr.split("\n").filter((line) => /^ {2}(?:ALLOW|PENDING|DENY) /.test(line));
    expect(verdicts.map((line) => line.trim().split(/ +/).slice(0, 2).join(" "))).toEqual([
      "PENDING decision.missing",
      "ALLOW gate.allowed",
      "DENY gate.residual",
      "DENY decision.revoked",
    ]);
    expect(run.stderr).toContain("src/filters/norland-election-filter.ts, src/filters/registry.ts");
  });

  it("shows what reviewers see: our title and the author's, findings, ledgers", () => {
    const shown = run.stderr.replaceAll(/\s+/g, " ");
    for (const text of [
      "reply 12 → 9 (× 0.75) by the author: Tune reply weight R3 weight: ",
      "by the author: Comply with Norland election act R4 entity: CONCERNED names 40 accounts",
      " ask: On what ground are these named, who may see the list, and how is it taken back? R3 entity: ",
      " parameter: 2",
      " entity: 1",
      " pipeline: 1",
    ])
      expect(shown).toContain(text);
  });

  it("ends with an approval that the shell alone verifies", () => {
    expect(run.stderr.split("\n").filter((line) => line.startsWith("  ok: "))).toHaveLength(5);
  });

  it("fits into eighty columns but for commands and what they answer, and tells each step in two lines at most", () => {
    const told = run.stderr.split("\n\n").map((step) => step.split("\n").filter((line) => /^[^$ ]/.test(line)));
    expect(told.flat().every((line) => line.length <= 80)).toBe(true);
    expect(told.every((lines) => lines.length <= 2)).toBe(true);
  });

  it("every command can be copied; told again, the story has the same ends but for what was revoked and is approved anew", () => {
    const { shown, enter, next } = wordsOf(run);
    const exits = shown.filter((line) => !line.startsWith("git ")).map((line) => typed(enter, line));
    expect(exits).toEqual([0, 0, 7, 0, 0, 0, 0, 0, 0, 4, 0, 7, 0]);
    expect(next.map((line) => typed(enter, line))).toEqual(next.map(() => 0));
    expect(typed(enter, "true")).not.toBe(0);
  });

  it("without jq it says so at its end, and keeps every command line in its folder", async () => {
    const bare = join(temporary.path, "bare");
    mkdirSync(bare);
    for (const name of ["git", "sh", "ssh-keygen", "sha256sum"])
      symlinkSync(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(), join(bare, name));
    const { exit, stderr, json } = await runCli(["demo", "--json"], { home: "", env: { PATH: bare } });
    expect(exit).toBe(0);
    expect(stderr).toContain("not here: it needs jq");
    const { folder } = json as { readonly folder: string };
    const lines = readFileSync(join(folder, "commands.txt"), "utf8").trimEnd().split("\n");
    expect(lines[0]).toMatch(/^cd .* && export COUNTERSIGN_HOME=/);
    expect(lines.filter((line) => line.includes("policy sign"))).toHaveLength(3);
    expect(lines.join("\n")).not.toContain("--home");
  });
});
