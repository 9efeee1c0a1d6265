import { freePort } from "@countersign/testkit";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { distantLog } from "./distant-log.testing.ts";
import type { DistantLog } from "./distant-log.testing.ts";
import { openFront } from "./front.testing.ts";
import type { Front } from "./front.testing.ts";
import { runWitness, startWitness } from "./witness-process.testing.ts";
import type { WitnessProcess } from "./witness-process.testing.ts";

const COUNTERSIGN = fileURLToPath(new URL("../../cli/bin/countersign", import.meta.url));

/** `countersign serve` in a process of its own. */
type LogProcess = AsyncDisposable & {
  readonly url: string;
  readonly end: (signal: "SIGKILL" | "SIGTERM") => Promise<void>;
};

/** A witness that mirrors the log, and its place: it can be started again. */
export type Organisation = {
  readonly name: string;
  readonly dir: string;
  readonly key: string;
  readonly url: string;
  readonly start: (...options: readonly string[]) => Promise<WitnessProcess>;
};

/** A log with its policy behind a front, its server, and witnesses that mirror it; everything ends with the test. */
export type MirroredLog = AsyncDisposable & {
  readonly log: DistantLog;
  readonly front: Front;
  readonly organisations: readonly Organisation[];
  readonly serve: () => Promise<LogProcess>;
};

/**
 * A log whose decisions have to be in it within two seconds, published as far as the operator can alone: nobody of the witnesses, oracle's
 * and nordsec's, is running yet.
 */
export async function mirroredLog(folder: string, witnesses: readonly string[] = ["oracle-w"]): Promise<MirroredLog> {
  const log = await distantLog(folder);
  const front = await openFront();
  const made = await Promise.all(
    witnesses.map(async (name) => {
      const dir = join(folder, `witness-${name}`);
      return { name, dir, key: runWitness("init", "--dir", dir, "--name", name).stdout.trim(), port: await freePort() };
    }),
  );
  const organisations = made.map(({ port, ...one }) => ({
    ...one,
    url: `http://127.0.0.1:${port}`,
    start: (...options: readonly string[]) => startWitness(one.dir, port, "--every", "PT1S", ...options),
  }));
  const published = await log.publish(organisations, (policy) =>
    policy.replace("inclusionWithin: PT15M", "inclusionWithin: PT2S").replace("freshness: PT24H", "freshness: PT6S"),
  );
  if (published.status !== 0) throw new Error(published.stderr);
  for (const { dir } of organisations) {
    const added = runWitness("add-log", "--dir", dir, "--root", join(log.home, "root.json"), "--from", front.url);
    if (added.status !== 0) throw new Error(added.stderr);
  }
  return {
    log,
    front,
    organisations,
    async serve() {
      const server = await serveLog(log.home);
      front.behind = server.url;
      return server;
    },
    [Symbol.asyncDispose]: () => front[Symbol.asyncDispose](),
  };
}

/** The first organisation of a scene, oracle, and the mirror of the log at its witness. */
export function firstOf({
  organisations,
}: Pick<MirroredLog, "organisations">): Organisation & { readonly mirror: string } {
  const [first] = organisations;
  if (first === undefined) throw new Error("a scene has a witness");
  return { ...first, mirror: `${first.url}/logs/${HASH}` };
}

/** The SHA-256 of the log's origin. */
export const HASH = createHash("sha256").update("log.acme.example/feed").digest("hex");

/** How many leaves are published. */
export function publishedSize({ home }: DistantLog): number {
  const path = join(home, "log/checkpoint");
  return existsSync(path) ? Number(readFileSync(path, "utf8").split("\n")[1]) : 0;
}

/** Waits until something is so; a minute at most. */
/** Waits until something is so; a minute at most. */
export async function until(holds: () => unknown): Promise<void> {
  for (let left = 600; left > 0; left -= 1) {
    if (await holds()) return;
    await setTimeout(100);
  }
  throw new Error(`it never was so: ${holds.toString()}`);
}

async function serveLog(home: string): Promise<LogProcess> {
  const args = ["serve", "--log-only", "--listen", "127.0.0.1:0", "--cosign-every", "PT1S", "--home", home];
  const child = spawn(COUNTERSIGN, args, { stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  const listening = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (line.includes('"listening"')) listening.resolve(JSON.parse(line).url);
  });
  void closed.then(() => listening.reject(new Error(lines.join("\n"))));
  const end: LogProcess["end"] = async (signal) => {
    child.kill(signal);
    await closed;
  };
  return {
    url: await listening.promise,
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await end("SIGKILL");
    },
  };
}
