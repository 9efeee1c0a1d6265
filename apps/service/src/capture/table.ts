import type { ColumnType, Generated } from "kysely";

/** A time that is now unless it is given. */
type Since = ColumnType<Date, Date | undefined, Date>;

/** Where a ref was seen last; no id where it is gone. */
export type TipTable = {
  readonly repository: string;
  readonly ref: string;
  readonly oid: string | null;
  readonly seen: Since;
};

/** Every move of a protected ref or of a proposal that was seen, in the order of `id`. */
export type RefMoveTable = {
  readonly id: Generated<string>;
  readonly repository: string;
  readonly ref: string;
  /** Absent where the ref came into being, or was first seen. */
  readonly before: string | null;
  /** Absent where the ref is gone. */
  readonly after: string | null;
  /** Of a protected ref: the old tip does not lie on the new one's first-parent line. */
  readonly rewound: boolean;
  readonly seen: Since;
};

/** A step of a protected ref's first-parent line that was looked at. */
export type LandedStepTable = {
  readonly repository: string;
  readonly ref: string;
  readonly oid: string;
  /** `unreviewed`: no captured change stood for it when it was first seen. */
  readonly state: "explained" | "nothing" | "unreviewed";
  /** What an unreviewed step was captured as; absent where it could not be. */
  readonly change: string | null;
  /** Why it could not be captured, by the policy of this digest. */
  readonly code: string | null;
  readonly policy: string;
  readonly seen: Since;
};

/** A proposal as it stands: what it was last looked at by, and what came of it. */
export type ProposalTable = {
  readonly repository: string;
  readonly ref: string;
  readonly target: string;
  readonly head: string;
  /** What was looked at; empty where the same has to be looked at again. */
  readonly inputs: string;
  readonly outcome: "captured" | "merged" | "nothing" | "failed";
  readonly change: string | null;
};

/** What could not be captured, for whoever can mend it: one row for each subject while it lasts. */
export type CaptureProblemTable = {
  readonly repository: string;
  /** A full ref, the id of a landed commit, or the repository's own id. */
  readonly subject: string;
  readonly code: string;
  readonly detail: string;
  readonly since: Since;
};

/** Who pushed a commit, as a hint named them. */
export type PushTable = {
  readonly repository: string;
  readonly oid: string;
  readonly pusher: string;
  readonly heard: Since;
};
