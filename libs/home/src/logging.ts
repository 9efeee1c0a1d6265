import { CountersignError, append } from "@countersign/core";
import type { Appended, NewRecord } from "@countersign/core";
import type { OpenedHome } from "./home.ts";

/** Where records came to stand, the first of them apart, and who has yet to cosign before they count. */
export type Placed = {
  readonly first: Appended;
  readonly others: readonly Appended[];
  readonly waitingFor: readonly string[];
};

/** Gives a record and what goes with it their places in one append; `policy.missing` without a log. */
export async function logRecords(opened: OpenedHome, records: readonly NewRecord[]): Promise<Placed> {
  if (opened.own === undefined) throw new CountersignError("policy.missing", "the home has no log yet");
  const { records: placed, publication } = await append(opened.parts, opened.own, records);
  const [first, ...others] = placed;
  if (first === undefined) throw new CountersignError("internal.append", "records were appended, none was placed");
  return { first, others, waitingFor: publication.waitingFor };
}
