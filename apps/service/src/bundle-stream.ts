import { Readable } from "node:stream";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bundleLines } from "@countersign/core";
import type { LogContents, LogParts } from "@countersign/core";

/** What a bundle is sent as: a line of JSON for each leaf (formats, "Bundle"). */
export const BUNDLE_TYPE = "application/vnd.countersign.bundle.v1+jsonl";

/** A bundle with evidence from a leaf on, with what reviewers are shown where that is asked for. `bundle.from` with its first line. */
export function evidenceLines(
  parts: LogParts,
  contents: LogContents | undefined,
  { from, packets }: { readonly from: number; readonly packets: boolean },
): AsyncGenerator<Uint8Array> {
  const shown = packets ? (contents?.changes ?? []) : [];
  return bundleLines(parts, from, new Map(shown.map(({ leaf, record }) => [leaf, record.packet.sha256])));
}

/** Reads the first line: what is wrong with a request shows with it, before anything is answered. The rest is written when it is asked for. */
export async function startBundle(lines: AsyncGenerator<Uint8Array>): Promise<(response: Writable) => Promise<void>> {
  const first = await lines.next();
  return (response) => pipeline(Readable.from(withLineFeeds(first, lines)), response);
}

async function* withLineFeeds(first: IteratorResult<Uint8Array, void>, rest: AsyncGenerator<Uint8Array>) {
  for (let at = first; at.done !== true; at = await rest.next()) yield Buffer.concat([at.value, Buffer.from("\n")]);
}
