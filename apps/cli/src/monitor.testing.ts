import { join } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { collector } from "./collector.ts";
import { member } from "./desk.testing.ts";
import type { Governed } from "./governed-home.testing.ts";
import { main } from "./main.ts";

/** What one run of `audit --follow` said: its events in order, the status at the end, and its exit. */
export type Watched = {
  readonly exit: number;
  readonly stderr: string;
  readonly events: readonly JsonObject[];
  /** `raised monitor.uncovered` and the like, sorted. */
  readonly told: readonly string[];
  /** Alarms that stand at the end. */
  readonly alarms: readonly JsonObject[];
  readonly codes: readonly string[];
  readonly status: JsonObject;
};

/** Looks once at the home's log and its repository, with a folder of its own that stays from look to look. */
export function watcher({ folder, home, repo }: Pick<Governed, "folder" | "home" | "repo">, log = home) {
  const root = join(home, "root.json");
  const usual = ["--log", log, "--root", root, "--state", join(folder, "monitor"), "--repo", `local:feed=${repo.path}`];
  return (...options: readonly string[]): Promise<Watched> =>
    watch("audit", "--follow", "--once", ...usual, ...options);
}

/** Runs a command line that prints lines of JSON. */
async function watch(...args: readonly string[]): Promise<Watched> {
  const [stdout, stderr] = [collector(), collector()];
  const env = { PATH: process.env["PATH"] };
  const exit = await main([...args, "--json"], {
    stdin: process.stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
  });
  const lines = stdout.text().trimEnd().split("\n");
  const documents = exit === 0 || exit === 6 ? lines.map((line) => JSON.parse(line) as JsonObject) : [];
  const events = documents.filter((one) => one["event"] !== "status");
  const status = documents.find((one) => one["event"] === "status") ?? {};
  const alarms = (status["alarms"] ?? []) as readonly JsonObject[];
  const code = (alarm: unknown) => String((alarm as JsonObject)["code"]);
  return {
    exit,
    stderr: stderr.text(),
    events,
    told: events.map((one) => `${String(one["event"])} ${String(member(one["alarm"], "code"))}`).toSorted(),
    alarms,
    codes: alarms.map(code).toSorted(),
    status,
  };
}
