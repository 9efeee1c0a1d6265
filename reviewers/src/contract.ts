import type { CapturedChange, Coverage, Entry, Finding, Mode, Path, Scope } from "@countersign/core";
import type { Content } from "./content/content.ts";
import type { Originals } from "./detectors/copies/originals.ts";

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

/**
 * One entry with what could be read of it; `added` are the lines of the result that the base does not have, `displaced`
 * those that no common order keeps in place.
 */
export type FileChange = {
  readonly entry: Entry;
  readonly base?: Content;
  readonly result?: Content;
  readonly added: readonly Line[];
  readonly removed: readonly Line[];
  readonly displaced: Omit<MovedText, "path">;
};

/** A line of text without its line feed, counted from 1. Only a line feed ends a line. */
export type Line = { readonly number: number; readonly text: string };

/** A difference that the scope leaves out. `target` is what a symbolic link of the result points to. */
export type Excluded = { readonly path: Path; readonly oldMode: Mode; readonly newMode: Mode; readonly target?: Path };

/** What a hazard may know beside one file: the change, the scope, and the names in both trees. */
export type Surroundings = {
  readonly change: Pick<CapturedChange, "entries" | "contributors" | "claim" | "ref"> &
    Partial<Pick<CapturedChange, "proposal">>;
  readonly scope: Scope;
  readonly excluded: readonly Excluded[];
  /** Every path of the result's tree; empty when nothing was added or the tree is beyond the limit. */
  readonly paths: readonly Path[];
  /** What the base's tree has, for new files to be compared with; empty when nothing was added. */
  readonly originals: Originals;
};

/** Lines of one file that no common order keeps in place. */
export type MovedText = { readonly path: Path; readonly removed: readonly Line[]; readonly added: readonly Line[] };

/** What one hazard noticed: findings, and rows of ledgers by name. */
export type Noticed = {
  readonly findings: readonly Finding[];
  readonly ledgers?: { readonly [name: string]: readonly LedgerRow[] };
};

/** A row of a ledger of hazards: words only. */
export type LedgerRow = { readonly [name: string]: string };

/**
 * Notices what is hidden, ambiguous or beyond reading, in any language. A hazard only adds: it never says that an entry
 * was analysed and never gives a class to the gate, so no requirement loses an entry by it. Pure, deterministic, in time
 * linear in the text; one that throws is an `opaque.failed` finding, and the others run.
 */
export type Hazard = {
  /** Its folder's name; findings carry it. */
  readonly id: string;
  /** Looks at one entry. */
  readonly file?: (file: FileChange, around: Surroundings) => Noticed;
  /** Looks at the change as a whole. */
  readonly change?: (around: Surroundings) => Noticed;
  /** Looks at the lines of all files together. */
  readonly across?: (files: readonly MovedText[]) => Noticed;
};
