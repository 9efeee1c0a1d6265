import { formatCanonical, formatHex } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Oid } from "../objects/oid.ts";
import { changeDigest } from "./digest.ts";
import type { ChangeDigest } from "./digest.ts";
import type { ChangeRecord } from "./record.ts";

/** Everything that makes a change the one it is. `repository` is the id that the policy gives it. */
export type ChangeIdentity = {
  readonly base: { readonly commit: Oid; readonly tree: Oid };
  readonly changeDigest: ChangeDigest;
  readonly head: { readonly commit: Oid };
  readonly ref: string;
  readonly repository: string;
  readonly result: { readonly tree: Oid };
};

/** The members of a `change` or `review` record that its change id is made of, and the id that it names. */
export type NamesChange = Pick<
  ChangeRecord,
  "change" | "repository" | "ref" | "base" | "head" | "result" | "changeDigest"
>;

/** The change id ("Change digest"): SHA-256, lowercase hex, of the identity's canonical JSON. Equal content, equal id. */
export function changeId(crypto: Sha256, identity: ChangeIdentity): string {
  const { base, changeDigest, head, ref, repository, result } = identity;
  const bytes = formatCanonical({
    base: { commit: base.commit, tree: base.tree },
    changeDigest,
    head: { commit: head.commit },
    ref,
    repository,
    result: { tree: result.tree },
  });
  return formatHex(crypto.sha256(bytes));
}

/** Reads a full change id, 64 lowercase hex digits; `statement.change` for anything else, abbreviations too. */
export function parseChangeId(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new CountersignError("statement.change", `${JSON.stringify(text.slice(0, 80))} is not a full change id`);
}

/**
 * Checks a change record against itself: its entries have the digest it names (`statement.changeDigest`), and what it
 * says of base, head, result, ref and repository gives its change id (`statement.change`).
 */
export function checkChange(crypto: Sha256, record: ChangeRecord): void {
  const found = changeDigest(crypto, record.objectFormat, record.entries);
  if (found !== record.changeDigest) {
    const detail = `the entries have the digest ${found ?? "of nothing"}, the record says ${record.changeDigest}`;
    throw new CountersignError("statement.changeDigest", detail);
  }
  checkChangeId(crypto, record);
}

/** Checks that a change record or a review names the change that its own members make; else `statement.change`. */
export function checkChangeId(crypto: Sha256, record: NamesChange): void {
  const found = changeId(crypto, identityOf(record));
  if (found === record.change) return;
  throw new CountersignError(
    "statement.change",
    `the record's members make change ${found}, it names ${record.change}`,
  );
}

/** The identity of the change that a record is about. */
export function identityOf({ base, changeDigest, head, ref, repository, result }: NamesChange): ChangeIdentity {
  return {
    base: { commit: base.gitCommit, tree: base.gitTree },
    changeDigest,
    head: { commit: head.gitCommit },
    ref,
    repository: repository.id,
    result: { tree: result.gitTree },
  };
}
