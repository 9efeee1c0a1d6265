import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startFakeGitHub } from "@countersign/github-fake";
import type { FakeGitHub } from "@countersign/github-fake";
import { until } from "@countersign/testkit";
import { COUNTERSIGN } from "./command.testing.ts";

const run = promisify(execFile);
/** The App's check. */
const CHECK = "countersign";
/** Milliseconds for what the service does by itself. */
const PATIENCE = 90_000;

/** A GitHub of the tests' own with Lumen's repository, and Mira, who administrates it, with a clone. */
export type Hub = AsyncDisposable & {
  readonly github: FakeGitHub;
  readonly owner: number;
  readonly mira: number;
  readonly repository: number;
  /** Runs git in Mira's clone; what it printed. */
  readonly git: (...args: readonly string[]) => Promise<string>;
};

/** What GitHub shows of a check. */
export type Check = {
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
};

/** Starts it in a folder, with a clone of a repository of which nothing is pushed yet. */
export async function openHub(folder: string, lumen: string): Promise<Hub> {
  const [dir, clone] = [join(folder, "github"), join(folder, "lumen")];
  await mkdir(dir);
  await run("git", ["clone", "--quiet", "--branch", "main", "--origin", "demo", lumen, clone]);
  const github = await startFakeGitHub({ dir });
  const { world } = github;
  const [owner, mira] = [world.organization("lumen").id, world.user("mira").id];
  const repository = (await world.createRepository(owner, { name: "feed" })).id;
  world.setRole(repository, mira, "admin");
  const url = new URL(`${github.url}/lumen/feed.git`);
  [url.username, url.password] = ["mira", world.userToken(mira)];
  const author = ["-c", "user.name=mira", "-c", "user.email=mira@lumen.example"];
  const git = async (...args: readonly string[]) => (await run("git", ["-C", clone, ...author, ...args])).stdout.trim();
  await git("remote", "add", "origin", url.href);
  return { github, owner, mira, repository, git, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() };
}

/** Makes the App by `github setup`, as somebody at a terminal with a browser elsewhere; its number, and its lines for service.yaml. */
export async function makeApp(
  { github, owner }: Hub,
  folder: string,
  url: string,
): Promise<{ readonly app: number; readonly settings: string }> {
  const place = ["--url", url, "--org", "lumen", "--folder", join(folder, "app"), "--web", github.url];
  const child = spawn(COUNTERSIGN, ["github", "setup", ...place, "--administration", "--paste", "--json"], {
    env: { PATH: process.env["PATH"] },
    stdio: "pipe",
  });
  const closed = once(child, "close");
  let [told, answer] = ["", ""];
  child.stdout.on("data", (part) => void (answer += String(part)));
  child.stderr.on("data", (part) => {
    told += String(part);
    const page = /base64,([\w+/=]+)\n/.exec(told)?.[1];
    if (page !== undefined && !child.stdin.writableEnded)
      child.stdin.end(`${github.world.submitManifest(owner, manifestIn(page))}\n`);
  });
  await closed;
  if (child.exitCode !== 0) throw new Error(told);
  return JSON.parse(answer);
}

/** What the form of the page would send. */
function manifestIn(page: string) {
  const value = /name="manifest" value="([^"]*)"/.exec(Buffer.from(page, "base64").toString("utf8"))?.[1] ?? "";
  return JSON.parse(value.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))));
}

/** Installs the App; its check is required of the merge queue, and production asks it. */
export function installApp({ github, owner, mira, repository }: Hub, app: number): void {
  const { world } = github;
  world.install(app, owner, mira);
  const rules = [
    { type: "merge_queue", parameters: { merge_method: "MERGE", min_entries_to_merge: 1 } },
    {
      type: "required_status_checks",
      parameters: { required_status_checks: [{ context: CHECK, integration_id: app }] },
    },
  ];
  world.createRuleset(repository, mira, { name: "reviewed", rules });
  world.setEnvironment(repository, "production", { apps: [app], adminsMayBypass: false });
}

/** The newest check of a commit once it is as asked for. */
export function checkOf({ github: { state } }: Hub, commit: string, wanted: (check: Check) => boolean): Promise<Check> {
  return shown(wanted, () => {
    const newest = state.checkRuns.where(({ headSha, name }) => headSha === commit && name === CHECK).at(-1);
    if (newest === undefined) return undefined;
    const { status, conclusion, output } = newest;
    return { status, conclusion, title: output.title ?? "", summary: output.summary ?? "" };
  });
}

/** What the App said last of a job that waits before production. */
export type SaidOfJob = { readonly state: "waiting" | "approved" | "rejected"; readonly comment: string };

/** What the App says of a run once it is as asked for. */
export function saidOfRun(
  { github: { state } }: Hub,
  id: number,
  wanted: (said: SaidOfJob) => boolean,
): Promise<SaidOfJob> {
  return shown(wanted, () => {
    const decided = state.approvals.where(({ run: of }) => of === id).at(-1);
    if (decided !== undefined) return { state: decided.state, comment: decided.comment };
    const report = state.asks
      .where(({ run: of }) => of === id)
      .at(-1)
      ?.reports.at(-1);
    return report === undefined ? undefined : { state: "waiting", comment: report };
  });
}

async function shown<T>(wanted: (seen: T) => boolean, look: () => T | undefined): Promise<T> {
  let last: T | undefined;
  try {
    await until(() => {
      last = look();
      return last !== undefined && wanted(last);
    }, PATIENCE);
  } catch (cause) {
    throw new Error(`GitHub shows ${JSON.stringify(last)}`, { cause });
  }
  if (last === undefined) throw new Error("GitHub shows nothing");
  return last;
}
