import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { bundleReader } from "@countersign/core";
import { bundleFile } from "./bench-log.ts";
import type { Benchmark, SizeRow } from "./benchmark.ts";

const DECISIONS = 1_000;

/** How much a reader of the log has to fetch, beside the signed records alone. */
export const bundleBytes: Benchmark = {
  name: "bundle-bytes",
  about: `bytes of a bundle of ${DECISIONS} decisions and as many changes of one file, beside those of their envelopes`,
  async prepare(folder) {
    const [{ inventedChanges }, { writeLog }] = await Promise.all([
      import("./invented-changes.ts"),
      import("./write-log.ts"),
    ]);
    const changes = inventedChanges(DECISIONS);
    const [first] = changes;
    if (first === undefined) throw new Error("there are no changes");
    await writeLog(folder, first.base, changes);
  },
  async measure(folder) {
    const bundle = await readFile(bundleFile(folder));
    const envelopes = Buffer.concat(envelopesIn(bundle));
    const row = (name: string, of: string, ours: number, baseline: number): SizeRow => ({
      name,
      bytes: { ours, baseline, name: of },
      aim: { ratio: 1.5 },
    });
    const count = DECISIONS.toLocaleString("en");
    return [
      row(`bundle, ${count} decisions with their changes`, "their envelopes", bundle.length, envelopes.length),
      row("  the same, gzip", "their envelopes, gzip", gzipSync(bundle).length, gzipSync(envelopes).length),
    ];
  },
};

function envelopesIn(bundle: Uint8Array): readonly Uint8Array[] {
  const reader = bundleReader();
  const envelopes: Uint8Array[] = [];
  for (let start = 0; start < bundle.length;) {
    const end = bundle.indexOf(0x0a, start);
    const item = reader.line(bundle.subarray(start, end));
    if (item.kind === "leaf" && "evidence" in item.leaf) envelopes.push(item.leaf.evidence);
    start = end + 1;
  }
  reader.end();
  return envelopes;
}
