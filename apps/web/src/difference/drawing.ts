import type { RowPlace } from "@countersign/rows";
import type { FileState } from "./file-store.ts";

/** Lines of one side of a file, from the first to the last. */
export type Suspect = { readonly side: "old" | "new"; readonly from: number; readonly to: number };

/** Everything that the rows of a file are drawn of, and what its buttons do. */
export type Drawing = {
  readonly state: FileState;
  readonly layout: "unified" | "split";
  /** Lines of which a finding says that their letters pass for others. */
  readonly suspects: readonly Suspect[];
  /** The path of another file of the difference, as it is shown. */
  readonly pathOf: (file: number) => string;
  /** Rows that somebody had drawn whole. It is added to while rows are drawn. */
  readonly whole: Set<string>;
  readonly onExpand: (gap: number, how: "up" | "down" | "all") => void;
  readonly onJump: (place: RowPlace, side: "old" | "new") => void;
};

/** What is known of texts beside them, and may come later than they: then they are painted again where they stand. */
export type Paint = { readonly colours: FileState["colours"]; readonly suspects: readonly Suspect[] };

/** A stretch as it was drawn. */
export type Drawn = { readonly element: HTMLElement; readonly paint: (paint: Paint) => void };

/** A stretch that is drawn once: as long as its key is the same, so is what stands there. */
export type Segment = { readonly key: string; readonly draw: () => Drawn };
