import type { DetectorInput, Examined } from "../../contract.ts";
import type { RowChange } from "../../ledgers/row.ts";
import type { FileKind } from "../../presets/kind.ts";
import type { ClassName } from "../classes.ts";
import { newestOf } from "../rows.ts";
import { classOfChange } from "./class-of.ts";

/** A change of the parameter ledger with its class, and the kinds of the file it is in. */
export type ParameterChange = {
  readonly change: RowChange;
  readonly class: ClassName;
  readonly kinds: ReadonlySet<FileKind>;
  /** The same value under a name of its own: it was drawn out of the code, or back in. */
  readonly extracted: boolean;
};

const known = new WeakMap<DetectorInput, readonly ParameterChange[]>();

/** Changes of parameters that are about recommending, each with its one class; worked out once for all detectors. */
export function parameterChanges(input: DetectorInput): readonly ParameterChange[] {
  const before = known.get(input);
  if (before !== undefined) return before;
  const found = classified(input);
  known.set(input, found);
  return found;
}

/** Kinds of each file of the change. */
export function kindsByPath(files: readonly Examined[]): ReadonlyMap<string, ReadonlySet<FileKind>> {
  return new Map(files.map(({ path, kinds }) => [path, kinds]));
}

function classified(input: DetectorInput): readonly ParameterChange[] {
  const kinds = kindsByPath(input.files);
  const { parameter } = input.ledgers;
  const drawn = drawnOut(parameter);
  return parameter.flatMap((change) => {
    const own = kinds.get(newestOf(change).path) ?? new Set<FileKind>();
    const name = classOfChange(change, own);
    return name === undefined ? [] : [{ change, class: name, kinds: own, extracted: drawn.has(change) }];
  });
}

/**
 * `boost = 2.0` that becomes `boost = DEFAULT_BOOST` beside a new `DEFAULT_BOOST = 2.0` has the value it had; so the other way round.
 * Both changes are in the answer.
 */
function drawnOut(changes: readonly RowChange[]): ReadonlySet<RowChange> {
  const [added, removed] = [new Map<string, RowChange>(), new Map<string, RowChange>()];
  for (const change of changes) {
    if (change.how === "added") added.set(change.result.name, change);
    if (change.how === "removed") removed.set(change.base.name, change);
  }
  const drawn = new Set<RowChange>();
  for (const change of changes) {
    if (change.how === "added" || change.how === "removed") continue;
    const [from, to] = [change.base.cells, change.result.cells];
    const [named, literal, where] = to["type"] === "name" ? [to, from, added] : [from, to, removed];
    const other = where.get((named["value"] ?? "").split(/[.:]+/u).at(-1) ?? "");
    if (
      other === undefined ||
      literal["decimal"] === undefined ||
      newestOf(other).cells["decimal"] !== literal["decimal"]
    )
      continue;
    drawn.add(change).add(other);
  }
  return drawn;
}
