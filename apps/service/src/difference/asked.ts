import type { ObjectFormat, Oid } from "@countersign/core";

/** Two trees of a mirror: what a reviewer had before, and what a change gives. */
export type AskedTrees = {
  readonly mirror: { readonly dir: string; readonly objectFormat: ObjectFormat; readonly searchPath: string };
  readonly from: AskedTree;
  readonly to: AskedTree;
};

/** The tree of a commit; or the result of a change, which is made again by its merge where the mirror has lost it. */
export type AskedTree = { readonly commit: Oid } | { readonly tree: Oid; readonly base: Oid; readonly head: Oid };

/** What is asked about a difference: numbers of files, rows and gaps count from 0, `end` is not included. */
export type AskedPart =
  | { readonly kind: "index" }
  | { readonly kind: "slice"; readonly file: number; readonly start: number; readonly end: number }
  | { readonly kind: "gap"; readonly file: number; readonly gap: number; readonly start: number; readonly end: number }
  | { readonly kind: "tokens"; readonly file: number; readonly side: "old" | "new" };

export type AskedDifference = { readonly trees: AskedTrees; readonly part: AskedPart };

/** Bytes of a document of `@countersign/rows`; none where there is nothing to say, as of a language that is not known. */
export type DifferencePart = { readonly bytes: Uint8Array | undefined };
