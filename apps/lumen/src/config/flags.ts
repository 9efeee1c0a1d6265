import { hashOf } from "../world/random.ts";
import { entriesOf, numberAt, textAt } from "./lookup.ts";
import type { Document } from "./read-yaml.ts";

/** A switch: its name in the flag service, and its share of viewers out of 10000. */
type Flag = { readonly remote: string; readonly availability: number };

export type Flags = ReadonlyMap<string, Flag>;

/** Reads `config/flags.yaml`. */
export function readFlags(document: Document): Flags {
  return new Map(
    entriesOf(document).map(([name, value]) => {
      const availability = numberAt(value, "availability");
      if (availability < 0 || availability > 10_000) throw new Error(`availability of ${name} is beyond 0..10000`);
      return [name, { remote: textAt(value, "remote"), availability }];
    }),
  );
}

/** Whether a flag is on for a viewer; the same viewer always gets the same answer. */
export function isOn(flags: Flags, name: string, viewerId: number): boolean {
  const flag = flags.get(name);
  if (flag === undefined) throw new Error(`there is no flag ${name}`);
  return hashOf(`${flag.remote}:${viewerId}`) % 10_000 < flag.availability;
}
