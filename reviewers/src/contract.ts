import type { JsonObject } from "@countersign/attest";
import type { CapturedChange, Entry, Finding, Mode, Path, Scope } from "@countersign/core";
import type { Content } from "./content/content.ts";
import type { ClassName } from "./detectors/classes.ts";
import type { Definition, Fact } from "./facts/fact.ts";
import type { Originals } from "./hazards/copies/originals.ts";
import type { LedgerChanges } from "./ledgers/row.ts";
import type { FileKind } from "./presets/kind.ts";
import type { Reading } from "./readers/reading.ts";

/** A change that is analysed, captured or not. */
export type AnalysedChange = Pick<CapturedChange, "base" | "result" | "entries" | "contributors" | "claim" | "ref"> &
  Partial<Pick<CapturedChange, "proposal">>;

/** A line that one side has and the other has not, and what it is. */
export type MarkedLine = Line & {
  readonly sort: "code" | "comment" | "import" | "blank";
  /** Its tokens stand on the other side as well: only layout differs, or it moved within the change. */
  readonly layout: boolean;
};

/** What one side of a file says that the other does not, and the change says nowhere else. */
export type Said = Pick<Reading, "analysed" | "language" | "model" | "troubles"> & {
  /** Facts without an equal one on the other side, in the order of their lines. */
  readonly facts: readonly Fact[];
  /** Every word of the whole side, comments and strings left out. */
  readonly words: ReadonlySet<string>;
};

/** A changed file as detectors see it. */
export type Examined = {
  readonly entry: Entry;
  readonly path: Path;
  readonly kinds: ReadonlySet<FileKind>;
  readonly base?: Said;
  readonly result?: Said;
  readonly removed: readonly MarkedLine[];
  readonly added: readonly MarkedLine[];
  /** Digests and sizes of both contents, as far as there are any. */
  readonly sizes: { readonly base?: number; readonly result?: number };
};

/** Definitions that moved to another file, or under another name, with the same body. */
export type Moved = {
  readonly from: { readonly path: Path; readonly definition: Definition };
  readonly to: { readonly path: Path; readonly definition: Definition };
};

/** What a detector may look at: the change as it was read, and nothing else. */
export type DetectorInput = {
  readonly files: readonly Examined[];
  readonly ledgers: LedgerChanges;
  readonly moved: readonly Moved[];
};

/**
 * Finds one class of facts in a change. Pure and deterministic: same bytes, same findings, on any machine; nothing in the change is
 * executed, imported or followed. One that throws makes an `opaque` finding of every entry, which requires review.
 */
export type Detector = {
  /** Its folder's name; findings carry it. */
  readonly id: string;
  /** The class whose business it is; its findings may be of classes below it. */
  readonly class: ClassName;
  readonly detect: (input: DetectorInput) => readonly Finding[];
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

/** A row of a ledger: words only. */
export type LedgerRow = JsonObject;

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
