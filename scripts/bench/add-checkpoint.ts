import { spawnSync } from "node:child_process";
import { mkdir, mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import {
  ED25519,
  EMPTY_EDGE,
  formatAddCheckpoint,
  formatTilePath,
  formatVerifierKey,
  planAppend,
  proveConsistency,
  signCheckpoint,
  signerKey,
} from "@countersign/tlog";
import type { SignerKey } from "@countersign/tlog";
import type { Benchmark, Row } from "./benchmark.ts";
import { costOf } from "./cost.ts";
import { WITNESS, askAll, durably, startBare, startServer } from "./servers.ts";

const LOGS = 32;
const STEPS = 32;

/** A witness that is asked again and again, each answer durable: by one log, and by many at once. */
export const addCheckpoint: Benchmark = {
  name: "add-checkpoint",
  about: `${LOGS * STEPS} add-checkpoint requests of ${LOGS} logs to one witness, one by one and ${LOGS} at once; CPU is the client's`,
  prepare: async () => {},
  async measure() {
    await using temporary = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    const bodies = join(temporary.path, "bodies");
    await mkdir(bodies);
    const dir = join(temporary.path, "witness");
    run(["init", "--dir", dir, "--name", "witness.example/w"]);
    const logs = Array.from({ length: LOGS }, (_, number) => requestsOf(`log.example/${number}`));
    for (const { key } of logs) run(["add-log", "--dir", dir, "--key", formatVerifierKey(key)]);
    await using witness = await startServer(WITNESS, ["serve", "--dir", dir, "--listen", "127.0.0.1:0"]);
    await using bare = await startBare(durably(bodies));
    const half = STEPS / 2;
    const first = logs.map(({ requests }) => requests.slice(0, half));
    const second = logs.map(({ requests }) => requests.slice(half));
    return [
      await row(witness.url, bare.url, [first.flat()], "one by one"),
      await row(witness.url, bare.url, second, `${LOGS} logs at once`),
    ];
  },
};

/** Each list is asked in its order, the lists beside each other. */
async function row(url: string, bare: string, lists: readonly (readonly string[])[], how: string): Promise<Row> {
  const ask = (of: string) =>
    Promise.all(
      lists.map((list) =>
        askAll(
          of,
          1,
          list.map((body) => ({ path: "/add-checkpoint", body })),
        ),
      ),
    );
  const ours = await costOf(() => ask(url));
  const baseline = await costOf(() => ask(bare));
  const rate = Math.round((lists.flat().length / ours.time) * 1000);
  return {
    name: `add-checkpoint, ${how}: ${rate} a second`,
    ours,
    baseline: { name: "bare server, fsync of each body", ...baseline },
    aim: {},
  };
}

/** Requests by which a log grows leaf by leaf. */
function requestsOf(origin: string): { readonly key: SignerKey; readonly requests: readonly string[] } {
  const key = signerKey(nodeCrypto, origin, ED25519, testKey(origin).seed);
  const files = new Map<string, Uint8Array>();
  const read = (level: number, index: number, width: number) =>
    files.get(formatTilePath({ level, index, width })) ?? new Uint8Array();
  let edge = EMPTY_EDGE;
  const requests = Array.from({ length: STEPS }, (_, oldSize) => {
    const plan = planAppend(nodeCrypto, origin, edge, [new TextEncoder().encode(`${oldSize}`)]);
    for (const { path, bytes } of plan.writes) files.set(path, bytes);
    edge = plan.edge;
    const proof = proveConsistency(nodeCrypto, read, oldSize, oldSize + 1);
    return formatAddCheckpoint({ oldSize, proof, checkpoint: signCheckpoint(nodeCrypto, plan.checkpoint, key) });
  });
  return { key, requests };
}

function run(args: readonly string[]): void {
  const { status, stderr } = spawnSync(WITNESS, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
}
