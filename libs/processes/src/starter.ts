import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { HEADER } from "./messages.ts";
import type { Order, Told } from "./messages.ts";
import { killGroup } from "./program.ts";
import type { Ending, Program, ProgramPlace } from "./program.ts";

const PROGRAM = fileURLToPath(new URL("starter-process.ts", import.meta.url));
/** Bytes that the address of a socket may have, on Linux and macOS. */
const LONGEST_ADDRESS = 103;
/** It starts others and does nothing else; that it is small is what it is for. */
const FLAGS = ["--max-semi-space-size=1", "--max-old-space-size=64"];

/** A small process that starts programs for this one. */
export type Starter = {
  /** False once it was lost. */
  readonly isThere: () => boolean;
  /** As `startHere`; rejects too where the starter is lost before it says that the program runs. */
  readonly start: (program: string, args: readonly string[], place: ProgramPlace) => Promise<Program>;
  /** Ends it, and all that it started. */
  readonly end: () => void;
};

/** Begins one; undefined where it cannot be had. Once it is there it does not keep this process alive. */
export async function openStarter(): Promise<Starter | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-starter-"));
  const socket = join(folder, "s");
  const waiting = new Map<number, Waiting>();
  const server = createServer({ allowHalfOpen: true }, (stream) => receive(waiting, stream));
  const isShort = Buffer.byteLength(socket) <= LONGEST_ADDRESS;
  const child = isShort && (await listens(server, socket)) ? forked(folder, socket) : undefined;
  const close = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  if (child === undefined || !(await isReady(child))) {
    child?.kill("SIGKILL");
    close();
    return undefined;
  }
  child.unref();
  child.channel?.unref();
  child.on("message", (told: Told) => hear(waiting, told));
  child.on("exit", () => {
    close();
    for (const one of waiting.values()) one.lose();
  });
  return {
    isThere: () => child.connected,
    start: (program, args, place) => order(child, waiting, program, args, place),
    end: () => child.disconnect(),
  };
}

function forked(folder: string, socket: string): ChildProcess {
  // Out of reach of what ends this process at a terminal: it ends when this one has.
  return fork(PROGRAM, [folder, socket], {
    execArgv: FLAGS,
    env: {},
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

function listens(server: Server, socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(socket, () => resolve(true)).unref();
  });
}

function isReady(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", () => resolve(false));
    child.once("message", () => resolve(true));
  });
}

/** What is waited for of one order. */
type Waiting = {
  readonly streams: ReadonlyMap<number, PromiseWithResolvers<Socket>>;
  readonly running: PromiseWithResolvers<number>;
  readonly ending: PromiseWithResolvers<Ending>;
  /** Nothing more will be heard. */
  readonly lose: () => void;
};

let ids = 0;

async function order(
  child: ChildProcess,
  waiting: Map<number, Waiting>,
  program: string,
  args: readonly string[],
  { cwd, env, hasInput = false }: ProgramPlace,
): Promise<Program> {
  const id = ids++;
  const one = wait(hasInput);
  const forget = () => {
    waiting.delete(id);
    if (waiting.size === 0) child.channel?.unref();
  };
  waiting.set(id, one);
  child.channel?.ref();
  const asked: Order = { id, program, args, cwd, env, hasInput };
  child.send(asked, (error) => {
    if (error !== null) one.lose();
  });
  try {
    const pid = await one.running.promise;
    const [stdin, stdout, stderr] = await Promise.all([0, 1, 2].map((stream) => one.streams.get(stream)?.promise));
    if (stdout === undefined || stderr === undefined) throw new Error("a program has no outputs");
    return running(pid, stdin ?? nowhere(), [stdout, stderr], one.ending.promise, forget);
  } catch (error) {
    forget();
    throw error;
  }
}

function wait(hasInput: boolean): Waiting {
  const streams = new Map((hasInput ? [0, 1, 2] : [1, 2]).map((n) => [n, Promise.withResolvers<Socket>()]));
  const [running, ending] = [Promise.withResolvers<number>(), Promise.withResolvers<Ending>()];
  for (const { promise } of [running, ...streams.values()]) promise.catch(() => undefined);
  const lose = () => {
    const lost = new Error("the process that starts programs was lost");
    for (const { reject } of [running, ...streams.values()]) reject(lost);
    ending.resolve({ exit: null, signal: null });
  };
  return { streams, running, ending, lose };
}

function running(
  pid: number,
  stdin: Writable,
  outputs: readonly [Socket, Socket],
  ending: Promise<Ending>,
  forget: () => void,
): Program {
  const [stdout, stderr] = outputs;
  let isOver = false;
  const kill = () => isOver || killGroup(pid);
  // Of one that nobody watches any more, nobody would know its end.
  void ending.then(({ exit, signal }) => exit === null && signal === null && kill());
  const ended = Promise.all([ending, readToEnd(stdout), readToEnd(stderr)]).then(([how, ...whole]): Ending => {
    isOver = true;
    stdin.destroy();
    forget();
    return whole.every(Boolean) ? how : { exit: null, signal: null };
  });
  return { pid, stdin, stdout, stderr, ended, kill };
}

/** Whether all that was printed was read, once it was closed. */
function readToEnd(stream: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const end = () => {
      stream.destroy();
      resolve(true);
    };
    // One that was closed without a byte is at its end before anybody listens: sockets look for it by themselves.
    if (stream.readableEnded) return end();
    stream.once("end", end);
    stream.once("close", () => resolve(stream.readableEnded));
  });
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

function receive(waiting: ReadonlyMap<number, Waiting>, stream: Socket): void {
  stream.on("error", () => {});
  const take = (): void => {
    const head: Buffer | null = stream.read(HEADER);
    if (head === null) return void stream.once("readable", take);
    const [id, number] = [Number.parseInt(head.toString("latin1", 0, HEADER - 1), 16), (head[HEADER - 1] ?? 0) - 48];
    const awaited = waiting.get(id)?.streams.get(number);
    if (awaited === undefined) stream.destroy();
    // Only then is it forgotten that somebody listened, and others may read as they like.
    else setImmediate(awaited.resolve, stream);
  };
  take();
}

function hear(waiting: ReadonlyMap<number, Waiting>, told: Told): void {
  if ("ready" in told) return;
  const one = waiting.get(told.id);
  if ("pid" in told) one?.running.resolve(told.pid);
  else if ("exit" in told) one?.ending.resolve({ exit: told.exit, signal: told.signal });
  else one?.running.reject(Object.assign(new Error(told.message), { code: told.code }));
}
