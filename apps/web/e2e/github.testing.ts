import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { openLumen, registerApp } from "@countersign/github-fake";
import type { Lumen, LumenPlan } from "@countersign/github-fake";
import { COUNTERSIGN } from "./command.testing.ts";

const run = promisify(execFile);

/** A GitHub of the tests' own with Lumen's repository, and Mira, who administrates it, with a clone. */
export type Hub = Lumen & {
  /** Runs git in Mira's clone; what it printed. */
  readonly git: (...args: readonly string[]) => Promise<string>;
};

/** Starts it in a folder, with a clone of a repository of which nothing is pushed yet. */
export async function openHub(folder: string, repository: string): Promise<Hub> {
  const clone = join(folder, "lumen");
  await run("git", ["clone", "--quiet", "--branch", "main", "--origin", "demo", repository, clone]);
  const lumen = await openLumen({ dir: join(folder, "github"), check: "countersign", wait });
  const author = ["-c", "user.name=mira", "-c", "user.email=mira@lumen.example"];
  const git = async (...args: readonly string[]) => (await run("git", ["-C", clone, ...author, ...args])).stdout.trim();
  await git("remote", "add", "origin", lumen.remote);
  return { ...lumen, git };
}

/** Ninety seconds, whatever the story would give: a test has no more. */
const wait: LumenPlan["wait"] = async ({ what }, look) => {
  for (const end = Date.now() + 90_000; Date.now() < end; await setTimeout(50)) {
    const found = look();
    if (found !== undefined) return found;
  }
  throw new Error(`it never came: ${what()}`);
};

/** Makes the App by `github setup`, as somebody at a terminal with a browser elsewhere; its number, and its lines for service.yaml. */
export async function makeApp(
  hub: Hub,
  folder: string,
  url: string,
): Promise<{ readonly app: number; readonly settings: string }> {
  const place = ["--url", url, "--org", "lumen", "--folder", join(folder, "app"), "--web", hub.github.url];
  const args = ["github", "setup", ...place, "--administration", "--paste", "--json"];
  const env = { PATH: process.env["PATH"] };
  const { exit, stdout, stderr } = await registerApp(hub, spawn(COUNTERSIGN, args, { env, stdio: "pipe" }));
  if (exit !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
