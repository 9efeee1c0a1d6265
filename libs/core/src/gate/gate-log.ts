import type { LogContents, Logged } from "../log/contents.ts";
import type { Path } from "../objects/path.ts";
import { rememberedChange } from "./remembered.ts";
import type { RememberedChange } from "./remembered.ts";

/**
 * What the judgement knows of a log: everything that it may ask about the candidate's line. Of a log that was read whole
 * this is all of it; with saved state it is what the state knows of the contents on the line.
 */
export type GateLog = Omit<LogContents, "changes" | "voided"> & {
  readonly changes: readonly Logged<RememberedChange>[];
  /** Ids of the changes of `changes` that touch a path. */
  readonly touching: (path: Path) => ReadonlySet<string>;
};

const NONE: ReadonlySet<string> = new Set();

/** The whole of a log as the judgement sees it. */
export function gateLog({ changes, voided: _voided, ...contents }: LogContents): GateLog {
  let index: Map<Path, Set<string>> | undefined;
  return {
    ...contents,
    changes: changes.map(({ leaf, id, record }) => ({ leaf, id, record: rememberedChange(record) })),
    // Built on first use: only the clean-merge class asks by path.
    touching(path) {
      index ??= indexByPath(changes);
      return index.get(path) ?? NONE;
    },
  };
}

function indexByPath(changes: LogContents["changes"]): Map<Path, Set<string>> {
  const index = new Map<Path, Set<string>>();
  for (const { record } of changes)
    for (const { path } of record.entries) {
      const touching = index.get(path);
      if (touching === undefined) index.set(path, new Set([record.change]));
      else touching.add(record.change);
    }
  return index;
}
