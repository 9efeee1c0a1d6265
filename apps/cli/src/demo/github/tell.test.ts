import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tempFolder, until } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

/** A PostgreSQL from nothing, four processes, and what they wait for. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const COMMAND = fileURLToPath(new URL("../../../bin/countersign", import.meta.url));

/** The program in a process of its own, since it calls itself. */
function telling(folder: string, ...more: readonly string[]) {
  const env = { PATH: process.env["PATH"], TMPDIR: folder };
  const child = spawn(COMMAND, ["demo", "--github", ...more], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => void (stdout += String(part)));
  child.stderr.on("data", (part) => void (stderr += String(part)));
  const closed = once(child, "close");
  return { child, closed, said: () => ({ exit: child.exitCode, stdout, stderr }) };
}

/** Command lines of whatever still runs below a folder. */
function running(folder: string): string {
  const { stdout } = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.includes(folder))
    .join("\n");
}

describe("demo --github", () => {
  const temporary = tempFolder();
  let told: { readonly exit: number | null; readonly stdout: string; readonly stderr: string };
  beforeAll(async () => {
    const { closed, said } = telling(temporary.path);
    await closed;
    told = said();
  });
  afterAll(() => temporary[Symbol.dispose]());

  it("goes from a pull request to a deployment that GitHub refuses, each as its check and its job say", () => {
    expect(told).toMatchObject({ exit: 0 });
    const [text, at] = [told.stderr.replaceAll(/\s+/g, " "), { index: 0 }];
    for (const step of [
      "webhook: http://127.0.0.1:",
      "requires countersign of lumen-countersign and of nobody else",
      '#1 "Tune reply weight": check countersign: in_progress, "Waits for data-guard, oracle"',
      "actions reply 12 → 9 (× 0.75)",
      'check countersign: success, "Everybody who is asked approved"',
      "of the queue: check countersign: success",
      "#1 is merged",
      "production approved: Countersign allows it: gate.allowed",
      '#2 "Raise limit": check countersign: in_progress',
      "check countersign: success",
      'the new head: check countersign: in_progress, "Waits for data-guard, oracle"',
      "merges it past the rules",
      "production waiting: Countersign waits for data-guard, oracle",
      "production rejected: Countersign denies it: decision.rejected",
      "DENY decision.rejected",
    ]) {
      const found = text.indexOf(step, at.index);
      expect(found, step).toBeGreaterThan(-1);
      at.index = found;
    }
  });

  it("fits into eighty columns but for commands and what they answer, and tells each step in two lines at most", () => {
    const steps = told.stderr.split("\n\n").map((step) => step.split("\n").filter((line) => /^[^$ ]/.test(line)));
    expect(steps.flat().every((line) => line.length <= 80)).toBe(true);
    expect(steps.every((lines) => lines.length <= 2)).toBe(true);
  });

  it("leaves nothing running, and a folder in which one may look around", () => {
    expect(running(temporary.path)).toBe("");
    const [enter = "", ...next] = told.stdout.split("\n").filter((line) => /^(?:cd|countersign) /.test(line));
    const typed = (line: string) => spawnSync("sh", ["-c", `${enter} && ${line}`], { stdio: "ignore" }).status;
    expect(next.map(typed)).toEqual(next.map(() => 0));
    const folder = /^cd (\S+) /.exec(enter)?.[1] ?? "";
    const lines = readFileSync(join(folder, "commands.txt"), "utf8").trimEnd().split("\n");
    expect(lines.filter((line) => line.includes(" approve "))).toHaveLength(7);
    expect(lines.join("\n")).not.toMatch(/PRIVATE KEY|ghs_|\/\/mira:/);
  });

  it.each(["SIGINT", "SIGKILL"] as const)(
    "takes everything with it when it is ended by %s in the middle",
    async (how) => {
      using folder = tempFolder();
      const { child, closed, said } = telling(folder.path);
      await until(() => said().stderr.includes("1. Mira opens") || child.exitCode !== null, 120_000);
      expect(running(folder.path)).toContain("serve");
      child.kill(how);
      await closed;
      for (const end = Date.now() + 60_000; running(folder.path) !== "" && Date.now() < end;) await setTimeout(200);
      expect(running(folder.path)).toBe("");
    },
  );
});
