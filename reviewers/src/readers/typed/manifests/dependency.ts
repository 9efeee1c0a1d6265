import type { FactCollector } from "../collector.ts";
import { stringValue } from "../value.ts";

/** Something that a manifest or a lock draws in; `from` is where it is fetched, `script` whether it runs something when installed. */
export type Dependency = {
  readonly name: string;
  readonly version: string;
  readonly line: number;
  readonly from?: string;
  readonly script?: boolean;
  readonly notes?: readonly string[];
};

/** A dependency as settings below `dependencies`, `sources` (the place without its path) and `install-scripts`, by its name. */
export function dependencyFacts(
  facts: FactCollector,
  { name, version, line, from, script, notes = [] }: Dependency,
): void {
  const add = (group: string, text: string) =>
    facts.setting({ from: line, within: [group] }, { name, value: stringValue(text), as: "config", notes });
  add("dependencies", version);
  if (from !== undefined) add("sources", /^[\w+.-]{1,40}:\/\/[^/]{1,200}/.exec(from)?.[0] ?? from.slice(0, 200));
  if (script === true) add("install-scripts", "true");
}
