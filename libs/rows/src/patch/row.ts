/**
 * One line of a difference. `old` and `new` are its numbers on either side, counted from 1. `text` is the line without its line feed, as
 * `decodeText` reads it: all of it, a carriage return too. `ended: false`: no line feed follows, so the side ends there.
 */
export type Row = ContextRow | RemovedRow | AddedRow;

/** A line that both sides have. */
export type ContextRow = {
  readonly kind: "context";
  readonly old: number;
  readonly new: number;
  readonly text: string;
  readonly ended: boolean;
};
/** A line of the old side alone. */
export type RemovedRow = {
  readonly kind: "removed";
  readonly old: number;
  readonly text: string;
  readonly ended: boolean;
};
/** A line of the new side alone. */
export type AddedRow = {
  readonly kind: "added";
  readonly new: number;
  readonly text: string;
  readonly ended: boolean;
};

/** What a hunk is about: where it stands on both sides, as git counts (a side without lines stands *behind* line `Start`). */
export type HunkHeader = {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** The last line above that looks like the head of a function, cut by git to 80 bytes at most. */
  readonly heading?: string;
};

/** A stretch of rows without a gap. */
export type Hunk = HunkHeader & { readonly rows: readonly Row[] };

/** The sign that git writes before the line. */
export function signOf(kind: Row["kind"]): " " | "-" | "+" {
  switch (kind) {
    case "context":
      return " ";
    case "removed":
      return "-";
    case "added":
      return "+";
    default:
      return kind satisfies never;
  }
}
