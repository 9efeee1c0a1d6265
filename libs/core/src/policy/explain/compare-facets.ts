import { isQuorumMet, quorumWitnesses } from "@countersign/tlog";
import type { Quorum } from "@countersign/tlog";
import type { Effect, Facet, Measure } from "./facet.ts";

/** Sets of more witnesses than this are not compared one by one: 4096 of them. */
const MOST_WITNESSES = 12;

/** How a facet that says something else than before stands to what it said; `changed` for everything that cannot be ordered. */
export function compareFacets({ measure: old }: Facet, { measure: next }: Facet): Effect {
  if (old === undefined || next === undefined) return "changed";
  return ordered(compareMeasures(old, next));
}

/** Whether the later one lets through nothing that the earlier one stopped, and the reverse. */
type Order = { readonly asStrict: boolean; readonly asLax: boolean };

function ordered({ asStrict, asLax }: Order): Effect {
  if (asStrict === asLax) return "changed";
  return asStrict ? "stronger" : "weaker";
}

const UNORDERED: Order = { asStrict: false, asLax: false };

function compareMeasures(old: Measure, next: Measure): Order {
  switch (old.kind) {
    case "amount":
      if (next.kind !== "amount") return UNORDERED;
      return { asStrict: next.amount >= old.amount, asLax: next.amount <= old.amount };
    case "claims":
      if (next.kind !== "claims") return UNORDERED;
      return { asStrict: contains(next.items, old.items), asLax: contains(old.items, next.items) };
    case "accepts":
      if (next.kind !== "accepts") return UNORDERED;
      return { asStrict: contains(old.items, next.items), asLax: contains(next.items, old.items) };
    case "left":
      return { asStrict: false, asLax: next.kind === "left" && old.left && !next.left };
    case "quorum":
      return next.kind === "quorum" ? compareQuorums(old.quorum, next.quorum) : UNORDERED;
    default:
      return old satisfies never;
  }
}

function contains(whole: ReadonlySet<string> | "everything", part: ReadonlySet<string> | "everything"): boolean {
  if (whole === "everything") return true;
  return part !== "everything" && part.isSubsetOf(whole);
}

/** Exact, over every set of the witnesses that either names; of too many nothing is said. */
function compareQuorums(old: Quorum, next: Quorum): Order {
  const names = [...new Set([...quorumWitnesses(old), ...quorumWitnesses(next)])];
  if (names.length > MOST_WITNESSES) return UNORDERED;
  const sets = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_name, index) => Math.floor(bits / 2 ** index) % 2 === 1),
  ).map((set) => new Set(set));
  const implies = (one: Quorum, other: Quorum) =>
    sets.every((set) => !isQuorumMet(one, set) || isQuorumMet(other, set));
  return { asStrict: implies(next, old), asLax: implies(old, next) };
}
