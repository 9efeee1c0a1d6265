import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { formatTilePath } from "@countersign/tlog";
import { writeLog } from "@countersign/home/testing";
import { alternate } from "./alternate.ts";
import type { Benchmark } from "./benchmark.ts";
import { COUNTERSIGN, askAll, startBare, startServer, statically } from "./servers.ts";

const TILES = 200;
const REQUESTS = 10_000;
const WIDTH = 16;

/** Full tiles of the log server beside a server that does nothing but read files. */
export const serveTiles: Benchmark = {
  name: "serve-tiles",
  about: `${REQUESTS.toLocaleString("en")} full tiles of 8 KiB from a log server by ${WIDTH} clients; CPU is the client's`,
  prepare: async () => {},
  async measure(_folder, rounds) {
    await using temporary = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    const home = join(temporary.path, "home");
    await mkdir(home);
    await writeLog(home);
    const paths = Array.from({ length: TILES }, (_, index) => `/${formatTilePath({ level: 0, index, width: 256 })}`);
    for (const path of paths) {
      await mkdir(dirname(join(home, "log", path)), { recursive: true });
      await writeFile(join(home, "log", path), new Uint8Array(8192));
    }
    const log = join(home, "log");
    await using ours = await startServer(COUNTERSIGN, [
      "serve",
      "--log-only",
      "--listen",
      "127.0.0.1:0",
      "--home",
      home,
    ]);
    await using bare = await startBare(statically(log));
    const asked = (prefix: string) =>
      Array.from({ length: REQUESTS }, (_, number) => ({ path: `${prefix}${paths[number % TILES]}` }));
    const [tiles, files] = [asked("/log"), asked("")];
    const cost = await alternate(
      rounds,
      () => askAll(ours.url, WIDTH, tiles),
      () => askAll(bare.url, WIDTH, files),
    );
    const rate = (time: number) => Math.round((REQUESTS / time) * 1000).toLocaleString("en");
    return [
      {
        name: `tiles from the log server: ${rate(cost.ours.time)} a second`,
        ours: cost.ours,
        baseline: { name: `bare server of files: ${rate(cost.baseline.time)} a second`, ...cost.baseline },
        aim: {},
      },
    ];
  },
};
