import type { Coverage, Entry, Finding } from "@countersign/core";

/** Both contents of an entry; absent for an absent side, a gitlink, or bytes beyond the limit of the analysis. */
export type EntryContent = { readonly entry: Entry; readonly base?: Uint8Array; readonly result?: Uint8Array };

/** What a detector may look at: nothing but the change itself. */
export type DetectorInput = { readonly entries: readonly EntryContent[] };

/**
 * Finds one class of facts in a change. Pure and deterministic: same bytes, same findings, in the order risk, class,
 * path, line, code, on any machine; nothing in the change is executed, imported or followed. One that throws makes an
 * `opaque` finding of its class's entries, which requires review.
 */
export type Detector = {
  /** Its folder's name; findings carry it. */
  readonly id: string;
  readonly class: string;
  readonly detect: (input: DetectorInput) => {
    readonly findings: readonly Finding[];
    /** Paths that it understood, and how far; an entry that no detector names is not analysed. */
    readonly coverage: readonly Coverage[];
  };
};
