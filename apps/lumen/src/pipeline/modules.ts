import { entriesOf, lookup } from "../config/lookup.ts";
import type { Settings } from "../config/settings.ts";

/** Something between posts, at a place that is counted from 1. */
export type Module = { readonly name: string; readonly place: number };

/** The modules of `config/limits.yaml`, by their place. */
export function placeModules({ limits }: Pick<Settings, "limits">): readonly Module[] {
  const modules = entriesOf(lookup(limits, "modules")).map(([name, place]) => ({ name, place: Number(place) }));
  return modules.toSorted((left, right) => left.place - right.place);
}
