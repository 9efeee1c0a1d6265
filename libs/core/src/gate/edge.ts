import type { Entry } from "../change/entry.ts";
import type { Identity } from "../objects/identity.ts";
import type { Oid } from "../objects/oid.ts";

/** A commit with its tree. */
type CommitPoint = { readonly commit: Oid; readonly tree: Oid };

/** One step p→c on the candidate's first-parent line. */
export type Edge = {
  readonly from: CommitPoint;
  readonly to: CommitPoint;
  /** In-scope differences of the two trees, sorted by path bytes. */
  readonly entries: readonly Entry[];
  /** What differs out of scope at paths that a link or submodule brings into it in other steps of the line; often absent. */
  readonly outside?: readonly Entry[];
  /** Ids of the people who authored, committed or co-authored a commit that this step brings in. */
  readonly people: readonly string[];
  /** Contributors of those commits whom the policy does not know, where it wants everybody known (`contributors.unresolved`). */
  readonly unknown?: readonly Identity[];
};
