import { matches, parsePattern } from "@countersign/core";
import type { Path, Pattern } from "@countersign/core";
import type { FileKind } from "./kind.ts";

/** Where a recommender keeps what: globs for each kind of file. `named` is the repository that it was written from. */
export type PresetData = {
  readonly named: string;
  readonly globs: Partial<Readonly<Record<FileKind, readonly string[]>>>;
};

/** A preset that can be asked for the kinds of a path. */
export type Preset = { readonly named: string; readonly kindsOf: (path: Path) => readonly FileKind[] };

/** Reads the globs of a preset; `policy.pattern` for one that is none. */
export function preset({ named, globs }: PresetData): Preset {
  const patterns = (Object.entries(globs) as [FileKind, readonly string[]][]).map(
    ([kind, texts]): readonly [FileKind, readonly Pattern[]] => [kind, texts.map(parsePattern)],
  );
  return {
    named,
    kindsOf: (path) => patterns.flatMap(([kind, some]) => (some.some((one) => matches(one, path)) ? [kind] : [])),
  };
}
