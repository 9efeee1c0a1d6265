import type { ModelOutline } from "./outline.ts";
import { npyPlaces } from "./tensors/npy.ts";
import { tensorDifference } from "./tensors/difference.ts";
import type { TensorDifference } from "./tensors/difference.ts";
import { safetensorsPlaces } from "./tensors/safetensors.ts";
import type { TensorPlace } from "./tensors/types.ts";

/** A model with its bytes, where they are at hand. */
export type ModelSide = { readonly outline: ModelOutline; readonly bytes?: Uint8Array };

/** One difference of two models; of tensors with the same shape and other contents, `values` says how far they are apart. */
export type ModelDifference = {
  readonly what: "format" | "input" | "output" | "part" | "size" | "pointer" | "warning";
  readonly how: "added" | "removed" | "changed";
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
  readonly values?: TensorDifference;
};

/** What differs between two models, in the order of the result, then what left. */
export function compareModels(base: ModelSide, result: ModelSide): readonly ModelDifference[] {
  const [before, after] = [base.outline, result.outline];
  return [
    ...byName("format", new Map([["format", before.format]]), new Map([["format", after.format]])),
    ...byName("input", typed(before.inputs), typed(after.inputs)),
    ...byName("output", typed(before.outputs), typed(after.outputs)),
    ...byName("part", partsOf(before), partsOf(after)),
    ...byName("size", new Map(Object.entries(before.sizes)), new Map(Object.entries(after.sizes))),
    ...byName("pointer", pointerOf(before), pointerOf(after)),
    ...byName("warning", warningsOf(before), warningsOf(after)),
    ...tensors(base, result),
  ];
}

type Named = ReadonlyMap<string, string>;

function byName(what: ModelDifference["what"], before: Named, after: Named): readonly ModelDifference[] {
  const found: ModelDifference[] = [];
  for (const [name, now] of after) {
    const was = before.get(name);
    if (was === undefined) found.push({ what, how: "added", name, after: now });
    else if (was !== now) found.push({ what, how: "changed", name, before: was, after: now });
  }
  for (const [name, was] of before) if (!after.has(name)) found.push({ what, how: "removed", name, before: was });
  return found;
}

/** `name: type` apart; equal names are numbered. */
function typed(names: readonly string[]): Named {
  return numbered(
    names.map((own) => {
      const colon = own.lastIndexOf(": ");
      return colon === -1 ? { name: own, says: "" } : { name: own.slice(0, colon), says: own.slice(colon + 2) };
    }),
  );
}

function partsOf({ parts }: ModelOutline): Named {
  return numbered(parts);
}

function warningsOf({ warnings }: ModelOutline): Named {
  return new Map(warnings.map(({ code, what }) => [`${code}: ${what}`, what]));
}

function pointerOf({ pointer }: ModelOutline): Named {
  return new Map(pointer === undefined ? [] : [["content", `${pointer.digest} of ${pointer.bytes} bytes`]]);
}

function numbered(parts: ModelOutline["parts"]): Named {
  const counts = new Map<string, number>();
  return new Map(
    parts.map(({ name, says }) => {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [count === 1 ? name : `${name}#${count}`, says];
    }),
  );
}

/** Tensors whose contents differ, where both files are at hand. */
function tensors(base: ModelSide, result: ModelSide): readonly ModelDifference[] {
  const { bytes: before } = base;
  const { bytes: after } = result;
  if (before === undefined || after === undefined) return [];
  const known = new Map(placesOf(base.outline, before).map((place) => [place.name, place]));
  return placesOf(result.outline, after).flatMap((place): readonly ModelDifference[] => {
    const own = known.get(place.name);
    const values = own === undefined ? undefined : tensorDifference(before, own, after, place);
    if (values === undefined || values.max === "0") return [];
    return [{ what: "part", how: "changed", name: place.name, values }];
  });
}

function placesOf({ format }: ModelOutline, bytes: Uint8Array): readonly TensorPlace[] {
  try {
    if (format === "safetensors") return safetensorsPlaces(bytes);
    return format === "npy" ? npyPlaces(bytes) : [];
  } catch {
    return [];
  }
}
