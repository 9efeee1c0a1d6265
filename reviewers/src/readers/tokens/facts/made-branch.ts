import type { Branch } from "../../../facts/fact.ts";
import type { Block } from "./blocks.ts";
import type { Found, Source } from "./source.ts";

/** Units of a condition and of each way. */
const LONGEST = 2_000;

/** A branch from where its condition, its ways and all of it stand. */
export function madeBranch(
  { spelling }: Source,
  sort: Branch["sort"],
  [from, to]: readonly [number, number],
  then: Block | undefined,
  otherwise: Block | undefined,
  span: readonly [number, number],
): Found<Branch> {
  const spell = (block: Block | undefined) => (block === undefined ? "" : spelling.join(block.from, block.to, LONGEST));
  return {
    fact: "branch",
    sort,
    when: spelling.join(from, to, LONGEST),
    // oxlint-disable-next-line unicorn/no-thenable -- a text, and never awaited
    then: spell(then),
    otherwise: spell(otherwise),
    span,
  };
}
