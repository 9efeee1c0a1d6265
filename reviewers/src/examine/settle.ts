import type { Path } from "@countersign/core";
import type { Moved } from "../contract.ts";
import { alike, differing } from "../facts/differing.ts";
import type { Fact, Span } from "../facts/fact.ts";
import type { Renames } from "../facts/same-fact.ts";
import { movement } from "./moves.ts";
import type { Sides } from "./moves.ts";

/** Rounds in which names that were replaced are looked for; each may let more bodies be recognised. */
const ROUNDS = 3;

/** What the change says that was not said before, and what only stands elsewhere. */
export type Settled = { readonly files: readonly Sides[]; readonly moved: readonly Moved[]; readonly renames: Renames };

/** Takes out of all files together what was only moved or renamed. */
export function settleMoves(files: readonly Sides[]): Settled {
  let renames: Renames = new Map();
  let left = files;
  let moved: readonly Moved[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = movement(left, renames);
    const known = found.renames.size;
    moved = [...moved, ...found.moved];
    // Without other names, what each file says on both sides was taken out of it before.
    if (found.renames.size > 0)
      left = left.map((sides) => ({ path: sides.path, ...differing(sides.base, sides.result, found.renames) }));
    left = withoutMoved(left, found.moved, found.renames);
    const done = known === renames.size && found.moved.length === 0;
    renames = found.renames;
    if (done) break;
  }
  return { files: left, moved, renames };
}

/** What stands in a definition that moved to another file is compared with what stands in it there. */
function withoutMoved(files: readonly Sides[], moved: readonly Moved[], renames: Renames): readonly Sides[] {
  const byPath = new Map<Path, Sides>(files.map((one) => [one.path, one]));
  const gone = new Set<Fact>();
  for (const { from, to } of moved) {
    const before = inside(byPath.get(from.path)?.base ?? [], from.definition);
    const after = inside(byPath.get(to.path)?.result ?? [], to.definition);
    const left = alike(before, after, renames);
    const kept = new Set([...left.base, ...left.result]);
    for (const fact of [...before, ...after]) if (!kept.has(fact)) gone.add(fact);
  }
  if (gone.size === 0) return files;
  const stays = (fact: Fact) => !gone.has(fact);
  return files.map(({ path, base, result }) => ({ path, base: base.filter(stays), result: result.filter(stays) }));
}

function inside(facts: readonly Fact[], { from, to }: Span): readonly Fact[] {
  return facts.filter((fact) => fact.from >= from && fact.to <= to);
}
