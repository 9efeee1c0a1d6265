import { canonicalText, parseEnvelope } from "@countersign/attest";
import { formatCapturedChange, formatRoot, openSealed, parseLeaf, parseRecord } from "@countersign/core";
import type { Kind } from "@countersign/core";
import { worlds } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { text, vectors } from "@countersign/testkit";
import fc from "fast-check";
import { STATE_KEY, askerWithState } from "../agreement/ask-with-state.testing.ts";
import { withCases } from "../agreement/open-cases.testing.ts";
import type { OpenCase } from "../agreement/open-cases.testing.ts";

/** What logs, gates and packets really look like: bytes to begin mutations from. */
export type Examples = {
  /** Payloads of signed records of each kind. */
  readonly records: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly envelopes: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly packets: readonly Uint8Array[];
  /** States as canonical JSON, and sealed. */
  readonly states: readonly Uint8Array[];
  readonly sealed: readonly Uint8Array[];
};

/** Writes the logs of some random worlds and asks a gate with state about each of them. */
export async function realExamples(): Promise<Examples> {
  const cases = fc.sample(worlds(), { seed: 4, numRuns: 12 });
  const found = await withCases(cases, async (open) => ({ ...(await stateOf(open)), ...logOf(open) }));
  const records = found.flatMap((one) => one.records);
  const kinds = Map.groupBy(records, ({ kind }) => kind);
  const payloads = ([kind, all]: readonly [Kind, readonly { readonly payload: Uint8Array }[]]) =>
    [kind, all.slice(0, 5).map(({ payload }) => payload)] as const;
  return {
    records: new Map<string, readonly Uint8Array[]>([...kinds].map(payloads)),
    envelopes: records.slice(0, 10).map(({ evidence }) => evidence),
    roots: found.slice(0, 2).map(({ root }) => root),
    packets: (kinds.get("change") ?? []).slice(0, 3).map(({ payload }) => packetOf(payload)),
    states: found.slice(0, 6).flatMap(({ state }) => state),
    sealed: found.slice(0, 3).flatMap(({ sealed }) => sealed),
  };
}

/** Texts that were published as examples, good and bad, of one folder of vectors; none where there are no vectors. */
export function publishedTexts(folder: string): readonly Uint8Array[] {
  const published = vectors(folder);
  if (!published.present) return [];
  const files = published.files().filter((file) => !file.endsWith(".md"));
  return files.flatMap((file) => [published.bytes(file), ...encodedIn(published.text(file))]);
}

/** The longer values of JSON members called `…Base64`. */
function encodedIn(json: string): readonly Uint8Array[] {
  return [...json.matchAll(/"\w*Base64": ?"([\w+/=]{16,})"/g)].map(([, value = ""]) => Buffer.from(value, "base64"));
}

async function stateOf({ world, about }: OpenCase): Promise<Pick<Examples, "sealed"> & { state: Uint8Array[] }> {
  const asker = askerWithState(about);
  const { candidate: commit, time, now } = world;
  await asker.ask({ commit, size: about.log.lines.length, time, now });
  const sealed = asker.sealed();
  if (sealed === undefined) return { sealed: [], state: [] };
  return { sealed: [sealed], state: [text(canonicalText(openSealed(nodeCrypto, STATE_KEY, sealed)))] };
}

function logOf({ about: { log } }: OpenCase) {
  const records = log.lines.map(({ leaf, evidence }) => ({
    kind: parseLeaf(leaf).kind,
    evidence,
    payload: parseEnvelope(evidence).payload,
  }));
  return { records, root: formatRoot(log.root) };
}

function packetOf(payload: Uint8Array): Uint8Array {
  const { packet: _, ...change } = parseRecord(nodeCrypto, "change", payload).record;
  const roles = { oracle: { organisation: "oracle", people: ["dana"], requirements: ["algorithm"] } };
  const detectors = { version: "1.0.0", sha256: "d".repeat(64) };
  const packet = { change: formatCapturedChange(change), findings: [], ledgers: {}, coverage: [], detectors, roles };
  return text(canonicalText(packet));
}
