import { parseBase64 } from "@countersign/attest";
import type { Policy } from "@countersign/core";
import type { CheckedEntry, SoundLog } from "@countersign/log-check";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import type { Trusted } from "../trust/read-trust.ts";

/** An entry and what became of its checks; `withheld` is why its record is not shown to whoever asks. */
export type ReadEntry = {
  readonly checked: CheckedEntry;
  readonly envelope: Uint8Array | undefined;
  readonly withheld: { readonly code: string; readonly remedy: string } | null;
};

/** Reads an entry's record from the service and checks it against the verified log, with the policy in force at its leaf. */
export async function readEntry(api: Api, trusted: Trusted, log: SoundLog, index: number): Promise<ReadEntry> {
  const params = { path: { index: String(index) } };
  const { salt, envelope, withheld } = await dataOf(api.GET("/v1/log/entries/{index}", { params }));
  if (salt === undefined || envelope === undefined) {
    return { checked: await log.entry(index), envelope: undefined, withheld };
  }
  const disclosed = { salt: parseBase64(salt), envelope: parseBase64(envelope), policy: policyBefore(trusted, index) };
  return { checked: await log.entry(index, disclosed), envelope: disclosed.envelope, withheld };
}

/** The policy in force just before a leaf; for the first one its own. */
function policyBefore({ chain }: Trusted, index: number): Policy {
  return (chain.findLast(({ leaf }) => leaf < index) ?? chain[0]).policy;
}
