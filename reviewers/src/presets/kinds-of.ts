import type { Path } from "@countersign/core";
import { generic } from "./generic.ts";
import type { FileKind } from "./kind.ts";
import { NAMED } from "./named.ts";
import { preset } from "./preset.ts";

const PRESETS = [generic, ...NAMED].map(preset);

/** Paths whose kinds are remembered. */
const MOST_KNOWN = 100_000;
const known = new Map<Path, ReadonlySet<FileKind>>();

/**
 * What a file is for, by its path alone: the union of what every preset says. No repository chooses its preset, so nobody can
 * choose one that looks away; a preset can only add kinds. A test is a test whatever else its folder's name says; serving code that
 * names one is a finding of its own. The folder `source` of documentation has its text, and finds no candidates.
 */
export function kindsOf(path: Path): ReadonlySet<FileKind> {
  const found = known.get(path) ?? ask(path);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(path, found);
  return found;
}

function ask(path: Path): ReadonlySet<FileKind> {
  const kinds = new Set(PRESETS.flatMap((one) => one.kindsOf(path)));
  if (kinds.has("docs")) kinds.delete("source");
  return kinds.has("test") ? new Set<FileKind>(["test"]) : kinds;
}
