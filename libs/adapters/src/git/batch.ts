import { CountersignError } from "@countersign/core/error";
import type { BlobDigest, Oid } from "@countersign/core/objects";
import { startProgram } from "@countersign/processes";
import type { Program } from "@countersign/processes";
import { fixedArguments, gitEnvironment } from "./environment.ts";
import type { Git } from "./environment.ts";
import { fifo } from "./fifo.ts";
import { responseReader } from "./responses.ts";
import type { Keeper, ObjectType, Request } from "./responses.ts";
import { printable } from "./run.ts";

/**
 * Reads objects through one long-lived git process, many at a time. Answers are checked against their ids
 * (`git.object-hash`); other failures of one request are `git.missing-object`, `git.object-type` and `limit.object`. When
 * the process ends, every request that waits and every later one is rejected with `git.cat-file`.
 */
export type ObjectReader = AsyncDisposable & {
  /** The content of an object of this type and of at most `limit` bytes. */
  readonly read: (oid: Oid, type: ObjectType, limit: number) => Promise<Uint8Array>;
  /** SHA-256 and size of a blob of any size; its content is not held, unless a keeper wants it. */
  readonly digest: (blob: Oid, keeper?: Keeper) => Promise<BlobDigest>;
  /** The type that git reports, not hashed; undefined when the object is absent. */
  readonly typeOf: (oid: Oid) => Promise<ObjectType | undefined>;
};

/** Requests that git may have unanswered: enough to keep both sides busy, few enough to bound what is in flight. */
const OUTSTANDING = 1024;
/** It is asked again when it has this many left: for each answer a write of its own would cost both sides more than the answer. */
const FEW = OUTSTANDING / 2;

/** Starts a reader; whoever opens it closes it, which ends the process. */
export function openObjectReader(git: Git): ObjectReader {
  const args = [...fixedArguments(git), "cat-file", "--batch-command", "--buffer"];
  let program: Program | undefined;
  const waiting = fifo<Request>();
  const sent = fifo<Request>();
  let current: Request | undefined;
  let failure: CountersignError | undefined;
  let scheduled = false;
  let complaint = "";

  const schedule = (): void => {
    if (program === undefined || scheduled || waiting.size() === 0 || sent.size() > FEW) return;
    scheduled = true;
    // After everything else that is ready has asked too: one write and one flush serve them all.
    setImmediate(send);
  };
  const send = (): void => {
    scheduled = false;
    const lines: string[] = [];
    while (sent.size() < OUTSTANDING) {
      const request = waiting.shift();
      if (request === undefined) break;
      sent.push(request);
      lines.push(request.kind === "type" ? `info ${request.oid}\n` : `contents ${request.oid}\n`);
    }
    if (lines.length > 0) program?.stdin.write(`${lines.join("")}flush\n`, "latin1");
  };
  const ask = (request: Request): void => {
    if (failure !== undefined) return request.reject(failure);
    waiting.push(request);
    schedule();
  };
  const fail = (reason: CountersignError): void => {
    failure ??= reason;
    // The one whose content was still arriving; without effect when it is settled.
    current?.reject(failure);
    for (const queue of [sent, waiting]) {
      for (let request = queue.shift(); request !== undefined; request = queue.shift()) request.reject(failure);
    }
    program?.kill();
  };

  const receive = responseReader(git.objectFormat, () => (current = sent.shift()));
  const follow = async (): Promise<void> => {
    program = await startProgram("git", args, { cwd: git.dir, env: gitEnvironment(git), hasInput: true });
    if (failure !== undefined) program.kill();
    program.stdin.on("error", () => {});
    program.stderr.on("data", (part: Buffer) => {
      if (complaint.length < 4096) complaint += part.toString("utf8");
    });
    program.stdout.on("data", (chunk: Buffer) => {
      try {
        receive(chunk);
      } catch (cause) {
        fail(new CountersignError("git.cat-file", "the answers of git cat-file cannot be read", { cause }));
      }
      schedule();
    });
    schedule();
    const { exit, signal } = await program.ended;
    fail(new CountersignError("git.cat-file", `git cat-file ended with ${exit ?? signal}: ${printable(complaint)}`));
  };
  const closed = follow().catch((cause: unknown) =>
    fail(new CountersignError("git.not-found", "git could not be started", { cause })),
  );

  return {
    read: (oid, type, limit) =>
      new Promise((resolve, reject) => ask({ kind: "whole", oid, type, limit, resolve, reject })),
    digest: (oid, keeper) => new Promise((resolve, reject) => ask({ kind: "digest", oid, keeper, resolve, reject })),
    typeOf: (oid) => new Promise((resolve, reject) => ask({ kind: "type", oid, resolve, reject })),
    async [Symbol.asyncDispose]() {
      fail(new CountersignError("git.closed", "the reader of objects is closed"));
      await closed;
    },
  };
}
