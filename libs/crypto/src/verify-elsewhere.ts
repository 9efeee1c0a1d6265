import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { verifyEd25519 } from "./ed25519.ts";
import { packSignatures } from "./packed-signatures.ts";
import type { Signature } from "./packed-signatures.ts";

/** Whoever verifies fewer is done before a thread has begun. */
const ALONE = 256;
/** Signatures that go to the thread together: handing over costs as much as a tenth of a verification, however many. */
const TOGETHER = 32;

type Question = Signature & PromiseWithResolvers<boolean>;

const gathered: Question[] = [];
const sent: Question[][] = [];
let asked = 0;
let thread: Worker | undefined;
let failed = availableParallelism() < 2;

/**
 * Verifies an Ed25519 signature on another thread, which is shared by all of this process and does not keep it alive. The
 * first ones of a process are answered at once. Rejects when the thread has ended; it is not started again, and all
 * later ones are answered here.
 */
export async function verifyElsewhere(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  asked += 1;
  if (failed || asked <= ALONE || publicKey.length !== 32 || signature.length !== 64)
    return verifyEd25519(publicKey, message, signature);
  const answer = Promise.withResolvers<boolean>();
  const copies = { publicKey: publicKey.slice(), message: message.slice(), signature: signature.slice() };
  gathered.push({ ...copies, ...answer });
  if (gathered.length >= TOGETHER) send();
  else if (gathered.length === 1) setImmediate(send);
  return answer.promise;
}

function send(): void {
  if (gathered.length === 0) return;
  const questions = gathered.splice(0);
  if (failed) return giveUp(questions);
  thread ??= start();
  thread.ref();
  sent.push(questions);
  const packed = packSignatures(questions);
  thread.postMessage(packed, [packed.buffer]);
}

function start(): Worker {
  const worker = new Worker(new URL("verifying-thread.ts", import.meta.url), { stdin: false });
  worker.on("message", (answers: Uint8Array) => {
    for (const [at, { resolve }] of (sent.shift() ?? []).entries()) resolve(answers[at] === 1);
    if (sent.length === 0) worker.unref();
  });
  worker.on("error", end);
  worker.on("exit", end);
  return worker;
}

function end(): void {
  failed = true;
  giveUp([...sent.splice(0).flat(), ...gathered.splice(0)]);
}

function giveUp(questions: readonly Question[]): void {
  for (const { reject } of questions) reject(new Error("the thread that verifies signatures has ended"));
}
