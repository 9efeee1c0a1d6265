// Analyses the commits that it is handed, a row of them at a time, for analyse-history.ts.
import { parentPort, workerData } from "node:worker_threads";
import type { Mirror } from "@countersign/adapters/git";
import type { Oid } from "@countersign/core/objects";
import { analyseCommits } from "./findings/history-part.ts";

const { mirror } = workerData as { readonly mirror: Mirror };

async function* handedIn(): AsyncGenerator<Oid> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<readonly Oid[]>();
    parentPort?.once("message", resolve);
    parentPort?.postMessage("more", []);
    const row = await promise;
    if (row.length === 0) return;
    yield* row;
  }
}

for await (const analysed of analyseCommits(mirror, handedIn())) parentPort?.postMessage(analysed, []);
parentPort?.close();
