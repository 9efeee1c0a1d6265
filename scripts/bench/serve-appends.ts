import { mkdir, mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEnvelope } from "@countersign/attest";
import { incident } from "@countersign/home/testing";
import type { Benchmark, Row } from "./benchmark.ts";
import { costOf } from "./cost.ts";
import { servedLog } from "./served-log.ts";
import { askAll, durably, startBare } from "./servers.ts";

const SINGLE = 100;
const TOGETHER = 1_000;
const WIDTH = 64;

/** Records handed in over HTTP, each answered when it is under a checkpoint that every witness cosigned. */
export const serveAppends: Benchmark = {
  name: "serve-appends",
  about: `handing in ${SINGLE} records one by one and ${TOGETHER} by ${WIDTH} clients, with one and with three witnesses, all in processes of their own; CPU is the client's`,
  prepare: async () => {},
  async measure() {
    await using temporary = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    const bodies = join(temporary.path, "bodies");
    await mkdir(bodies);
    await using bare = await startBare(durably(bodies));
    const rows: Row[] = [];
    for (const witnesses of [1, 3]) {
      await using log = await servedLog(join(temporary.path, `${witnesses}`), witnesses);
      const with_ = `${witnesses} ${witnesses === 1 ? "witness" : "witnesses"}`;
      rows.push(await row(log.url, bare.url, SINGLE, 1, `${with_}, one by one`));
      rows.push(await row(log.url, bare.url, TOGETHER, WIDTH, `${with_}, ${WIDTH} clients`));
    }
    return rows;
  },
};

async function row(url: string, bare: string, count: number, width: number, how: string): Promise<Row> {
  const asks = Array.from({ length: count }, (_, number) => ({
    path: "/records",
    body: formatEnvelope(incident(`${how} ${number}`).envelope),
  }));
  const ours = await costOf(() => askAll(url, width, asks));
  const baseline = await costOf(() => askAll(bare, width, asks));
  const rate = Math.round((count / ours.time) * 1000);
  return {
    name: `records over HTTP, ${how}: ${rate} a second`,
    ours,
    baseline: { name: "bare server, fsync of each body", ...baseline },
    aim: {},
  };
}
