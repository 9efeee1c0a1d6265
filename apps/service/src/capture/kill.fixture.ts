import { setTimeout } from "node:timers/promises";
import { shareHome } from "@countersign/home";
import { analyse } from "../analysis.ts";
import { openDatabase } from "../store/database.ts";
import type { Waker } from "../work/waker.ts";
import { startWorker } from "../work/worker.ts";
import { reconciler } from "./reconcile.ts";
import { parseSettings } from "../settings/settings.ts";

/** A worker process for tests that kill it: `node kill.fixture.ts DATABASE HOME MIRRORS SETTINGS`. */
const [url = "", dir = "", mirrors = "", settings = ""] = process.argv.slice(2);
const silent: Waker = {
  wake: async () => false,
  wakeOnce: async () => false,
  listen: () => ({ [Symbol.asyncDispose]: async () => {} }),
  [Symbol.asyncDispose]: async () => {},
};
const db = openDatabase(url);
startWorker({
  db,
  waker: silent,
  handlers: {
    reconcile: reconciler({
      db,
      waker: silent,
      shared: shareHome({ dir, env: {}, patience: { milliseconds: 60_000, tell: () => {} } }),
      mirrors: { dir: mirrors, searchPath: process.env["PATH"] ?? "" },
      repositories: parseSettings(settings).repositories,
      analyse,
      renderer: "countersign/test",
      env: {},
      events: { captured: () => {}, landedUnreviewed: () => {}, refRewound: () => {}, notCaptured: () => {} },
    }),
  },
  atOnce: 1,
  sweepEvery: 50,
  events: {
    worked: () => {},
    workFailed: (kind, key, code) => void process.stderr.write(`${kind} ${key} ${code}\n`),
  },
});
process.stdout.write("at work\n");
await setTimeout(600_000);
