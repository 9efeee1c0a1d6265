import { Worker } from "node:worker_threads";
import { describe, expect, it, vi } from "vitest";
import { nodeCrypto } from "./node.ts";

const text = (value: string) => new TextEncoder().encode(value);
const SEED = new Uint8Array(32).fill(7);
const KEY = nodeCrypto.ed25519PublicKey(SEED);
const HELLO = nodeCrypto.signEd25519(SEED, text("hello"));

type Question = readonly [publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array];

const QUESTIONS: readonly Question[] = [
  [KEY, text("hello"), HELLO],
  [KEY, text("other"), HELLO],
  [KEY, text(""), nodeCrypto.signEd25519(SEED, text(""))],
  [KEY, text("hello"), HELLO.with(40, 1)],
  [KEY.subarray(1), text("hello"), HELLO],
  [KEY, text("hello"), HELLO.subarray(1)],
  [new Uint8Array(32).fill(255), text("hello"), HELLO],
  [KEY, new Uint8Array(70_000).fill(3), nodeCrypto.signEd25519(SEED, new Uint8Array(70_000).fill(3))],
];

/** The module with a thread of its own, after so many signatures that it is used. */
async function afterMany() {
  vi.resetModules();
  const { verifyElsewhere } = await import("./verify-elsewhere.ts");
  const answers: boolean[] = [];
  for (let asked = 0; asked < 256; asked++) answers.push(await verifyElsewhere(KEY, text("hello"), HELLO));
  expect(answers.every(Boolean)).toBe(true);
  return verifyElsewhere;
}

describe("a signature that is verified elsewhere", () => {
  it("gets the answer that it gets here, among the first and on the thread", async () => {
    const verifyElsewhere = await afterMany();
    const many = Array.from({ length: 30 }, () => QUESTIONS).flat();
    for (const verify of [nodeCrypto.verifyEd25519Async, verifyElsewhere]) {
      const answers = await Promise.all(many.map((question) => verify(...question)));
      expect(answers).toEqual(many.map((question) => nodeCrypto.verifyEd25519(...question)));
      expect(answers.slice(0, 8)).toEqual([true, false, true, false, false, false, false, true]);
    }
  });

  it("is verified as it was when it was asked about", async () => {
    const verifyElsewhere = await afterMany();
    const message = text("hello");
    const answer = verifyElsewhere(KEY, message, HELLO);
    message.fill(0);
    expect(await answer).toBe(true);
  });

  it("gets no answer from a thread that ends, and all later ones here", async () => {
    vi.doMock("node:worker_threads", () => ({ Worker: Ending }));
    const verifyElsewhere = await afterMany();
    vi.doUnmock("node:worker_threads");
    const asked = [verifyElsewhere(KEY, text("hello"), HELLO), verifyElsewhere(KEY, text("other"), HELLO)];
    const answers = await Promise.allSettled(asked);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await verifyElsewhere(KEY, text("hello"), HELLO)).toBe(true);
    expect(await verifyElsewhere(KEY, text("other"), HELLO)).toBe(false);
  });
});

/** A thread that ends when it is asked for the first time. */
class Ending extends Worker {
  constructor() {
    super('require("node:worker_threads").parentPort.once("message", () => process.exit(1))', { eval: true });
  }
}
