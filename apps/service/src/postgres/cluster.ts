import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { lockFolder } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";
import pg from "pg";
import type { ProcessEvents } from "../keep-process.ts";
import { findPrograms } from "./programs.ts";
import type { Programs } from "./programs.ts";
import { keepServer } from "./keep-server.ts";
import type { KeptServer } from "./keep-server.ts";
import { startServer } from "./server.ts";
import { startingUnprivileged } from "./unprivileged.ts";
import type { Starting } from "./unprivileged.ts";

/** A PostgreSQL that this process started, starts again when it ends by itself, and that ends with it. */
export type Cluster = AsyncDisposable & {
  /** For `DATABASE_URL`: a socket in a folder that nobody else may enter; there is no port and no password. */
  readonly url: string;
};

const USER = "countersign";
/** Milliseconds for a cluster to come up, which after a crash first does again what its log says, and to end. */
const PATIENCE = { start: 120_000, stop: 60_000 };
const UNHEARD: ProcessEvents = { started: () => {}, ended: () => {} };
/** Bytes of a socket's path that every platform takes. */
const SOCKET_PATH = 90;

/**
 * Runs PostgreSQL with its data in a folder, and makes the cluster and the database on the first start. A second start beside
 * it is `state.locked`. What a start finds running was left by a process that was killed: it is ended first, and what it had
 * committed is there. Of the caller's variables `PATH` is used. Codes: `database.platform`, `database.root`, `database.start`.
 */
export async function startCluster(
  dir: string,
  { PATH }: NodeJS.ProcessEnv,
  events: ProcessEvents = UNHEARD,
): Promise<Cluster> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(dir);
  try {
    const programs = findPrograms();
    const env = { PATH, LC_ALL: "C" };
    const starting = startingUnprivileged(programs.postgres, dirname(dir), env);
    await starting.give(dir);
    const data = join(dir, "data");
    if (existsSync(data)) await endOrphan(data);
    else await initialise(programs, starting, data, env);
    const sockets = await socketFolder(dir);
    await starting.give(sockets);
    const places = { data, sockets, log: join(dir, "postgres.log"), env };
    const server = keepServer(() => startServer(programs, starting, places), events);
    const stop = async () => {
      await server[Symbol.asyncDispose]();
      if (sockets !== dir) await rm(sockets, { recursive: true, force: true });
      await lock[Symbol.asyncDispose]();
    };
    try {
      await answering(server, sockets, places.log);
      await makeDatabase(sockets);
    } catch (error) {
      await stop();
      throw error;
    }
    return { url: `postgresql://${USER}@/${USER}?host=${encodeURIComponent(sockets)}`, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/** A cluster is made beside its place and put there whole, so a crash leaves none that is half made. */
async function initialise(
  { initdb }: Programs,
  starting: Starting,
  data: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const made = `${data}.new`;
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { mode: 0o700 });
  await starting.give(made);
  const [command = "", ...args] = [
    ...starting.before,
    initdb,
    `--pgdata=${made}`,
    `--username=${USER}`,
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--data-checksums",
  ];
  await promisify(execFile)(command, args, { env, ...starting.as }).catch((cause: unknown) => {
    throw new CountersignError("database.start", `initdb failed: ${reasonOf(cause)}`, { cause });
  });
  await rename(made, data);
}

/** The cluster's own folder, or one with a shorter name where a socket's path would be too long. */
async function socketFolder(dir: string): Promise<string> {
  if (Buffer.byteLength(dir) <= SOCKET_PATH) return dir;
  const short = await mkdtemp(join(tmpdir(), "countersign-pg-"));
  await chmod(short, 0o700);
  return short;
}

/** One that ended before it ever answered is not tried again: it would end so each time. */
async function answering(server: KeptServer, sockets: string, log: string): Promise<void> {
  const until = Date.now() + PATIENCE.start;
  while (server.ends() === 0 && Date.now() < until) {
    if (await answers(sockets)) return;
    await setTimeout(50);
  }
  const last = (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n").slice(-3).join(" | ");
  throw new CountersignError("database.start", `PostgreSQL did not start: ${last}`);
}

const connectionTo = (sockets: string) => ({ host: sockets, user: USER, database: "postgres" });

async function answers(sockets: string): Promise<boolean> {
  const client = new pg.Client(connectionTo(sockets));
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function makeDatabase(sockets: string): Promise<void> {
  const client = new pg.Client(connectionTo(sockets));
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [USER]);
    if (rowCount === 0) await client.query(`create database ${USER}`);
  } finally {
    await client.end();
  }
}

/** Ends what runs on the data though nobody has the lock: the process that started it is gone. */
async function endOrphan(data: string): Promise<void> {
  const [first, folder] = (await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(first);
  if (!Number.isSafeInteger(pid) || pid <= 1 || folder !== data || !(await isPostgres(pid))) return;
  process.kill(pid, "SIGINT");
  for (const until = Date.now() + PATIENCE.stop; await isPostgres(pid); await setTimeout(50))
    if (Date.now() > until)
      throw new CountersignError("database.start", `process ${pid} runs on ${data} and does not end`);
}

/** Whether a process is there and is PostgreSQL: a number may since have been given to another. */
async function isPostgres(pid: number): Promise<boolean> {
  const said = (await ofProc(pid)) ?? (await ofPs(pid));
  return /^[^Z]\S*\s+\S*postgres/.test(said.trimStart());
}

/** State and command line of a process, as Linux tells them: a container may have no `ps`. Empty where it is not there, undefined where there is no `/proc`. */
async function ofProc(pid: number): Promise<string | undefined> {
  if (!existsSync("/proc/self/stat")) return undefined;
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, "latin1").catch(() => "");
  const [, state] = /\) (\S)/.exec(await read("stat")) ?? [];
  return state === undefined ? "" : `${state} ${(await read("cmdline")).replaceAll("\0", " ")}`;
}

async function ofPs(pid: number): Promise<string> {
  const ps = promisify(execFile)("ps", ["-o", "stat=,args=", "-p", String(pid)]);
  return (await ps.catch(() => ({ stdout: "" }))).stdout;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return "stderr" in cause && typeof cause.stderr === "string" ? cause.stderr.trim() : cause.message;
}
