import type { Quorum } from "@countersign/tlog";

/** How a difference between two versions looks to whoever has to sign the later one; `changed`: it cannot be ordered. */
export type Effect = "weaker" | "changed" | "stronger";

/** What it means to appear, and to be gone. */
export type Presence = { readonly appears: Effect; readonly disappears: Effect };

/** Something that asks for more. */
export const STRICTER: Presence = { appears: "stronger", disappears: "weaker" };
/** Something that lets more through. */
export const LAXER: Presence = { appears: "weaker", disappears: "stronger" };
/** Something whose loss is a loss, while nobody can say from here what having it is worth. */
export const GUARD: Presence = { appears: "changed", disappears: "weaker" };
/** Something that rewrites what has happened, whether it comes or goes. */
export const REWRITING: Presence = { appears: "weaker", disappears: "weaker" };

/** By what two versions of one facet are ordered. */
export type Measure =
  /** More is stricter. */
  | { readonly kind: "amount"; readonly amount: number }
  /** What is claimed: all of it, or what the list names; to claim what was claimed and more is stricter. */
  | { readonly kind: "claims"; readonly items: ReadonlySet<string> | "everything" }
  /** What is accepted; to accept a part of what was accepted is stricter. */
  | { readonly kind: "accepts"; readonly items: ReadonlySet<string> }
  /** Whoever left and is back, signs again. */
  | { readonly kind: "left"; readonly left: boolean }
  /** Witnesses of whom every set that is enough now was enough before. */
  | { readonly kind: "quorum"; readonly quorum: Quorum };

/** One thing that a policy says, under a name that stays the same from version to version. */
export type Facet = {
  readonly says: string;
  /** Without one, another saying is `changed`. */
  readonly measure?: Measure;
  /** Without it, to appear and to be gone is `changed`. */
  readonly presence?: Presence;
  /** The name of the facet that this one is a detail of: where that appears or disappears, this one goes without saying. */
  readonly part?: string;
  /** What to say of the whole when it appears or disappears with all its details. */
  readonly whole?: string;
  /** Sentences for when it appears and when it is gone, in place of the usual ones. */
  readonly sentences?: { readonly appears: string; readonly disappears: string };
};

/** A facet with its name. */
export type Named = readonly [name: string, facet: Facet];
