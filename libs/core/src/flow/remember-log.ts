import { formatHex } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import { rememberedChange } from "../gate/remembered.ts";
import type { LogContents } from "../log/contents.ts";
import { pathToBytes } from "../objects/path.ts";
import type { Path } from "../objects/path.ts";
import { digestKey, statementKey } from "../state/fact.ts";
import type { FollowedBundle } from "./follow-bundle.ts";
import type { PageIndex } from "./page-index.ts";

/** Adds to an index whatever a gate may ever ask about the leaves that a bundle brought; answers the fingerprints of the changes among them. */
export function rememberLog(
  crypto: Sha256,
  index: PageIndex,
  { contents, records }: FollowedBundle,
): readonly number[] {
  for (const [id, leaf] of records) index.add(id, { kind: "record", leaf });
  contents.reviews.forEach((logged) => rememberReview(crypto, index, logged));
  return contents.changes.map((logged) => rememberChange(crypto, index, logged));
}

function rememberChange(
  crypto: Sha256,
  index: PageIndex,
  { leaf, id, record }: LogContents["changes"][number],
): number {
  const { change, changeDigest, entries, previous } = record;
  const remembered = rememberedChange(record);
  index.add(change, { kind: "change", logged: { leaf, id, record: remembered } });
  index.add(digestKey(changeDigest), { kind: "of", change });
  for (const earlier of new Set(previous)) index.add(earlier, { kind: "revision", change });
  for (const { path } of entries) index.add(pathKey(crypto, path), { kind: "of", change });
  return remembered.sum;
}

function rememberReview(crypto: Sha256, index: PageIndex, logged: LogContents["reviews"][number]): void {
  const { record, id } = logged;
  index.add(statementKey(crypto, record.id), { kind: "statement" });
  index.add(id, { kind: "review", logged });
  const about = [digestKey(record.changeDigest)];
  if (record.decision === "approve") about.push(record.result.gitTree, record.head.gitCommit);
  for (const key of about) index.add(key, { kind: "said", review: id });
}

/** The key of a path: its SHA-256. */
export function pathKey(crypto: Sha256, path: Path): string {
  return formatHex(crypto.sha256(pathToBytes(path)));
}
