import type { Examined } from "../../contract.ts";
import type { Branch, Comparison, Fact, Value } from "../../facts/fact.ts";
import { hasWord, wordIn } from "../../facts/words.ts";
import { BEHAVIOUR } from "../../presets/kind.ts";
import { signalOf } from "../../ledgers/parameter/signal.ts";
import { lexicon } from "../words.ts";
import { CHECKS, CONTROLS } from "./words.ts";

/** A condition that protects: what it is about, and where it stands. */
export type Guard = {
  readonly word: string;
  readonly control: boolean;
  /** No word says what it protects: a bound in a file of filters or rules. */
  readonly plain: boolean;
  readonly says: string;
  readonly fact: Branch | Comparison;
};

const READS_SWITCH = lexicon(
  "enabled,is enabled,feature switch,decider,kill switch,killswitch,flag,feature flag,param",
);

/** Conditions of one side of a file that protect people or can be pulled in an emergency, by a key that survives moves. */
export function guardsOf(file: Examined, side: "base" | "result"): ReadonlyMap<string, Guard> {
  const found = new Map<string, Guard>();
  if (file.kinds.has("test") || file.kinds.has("docs")) return found;
  const behaves = [...file.kinds].some((kind) => BEHAVIOUR.has(kind)) || file.kinds.size === 0;
  if (!behaves) return found;
  for (const fact of file[side]?.facts ?? []) {
    const guard = fact.test ? undefined : guardOf(fact, file);
    if (guard !== undefined) found.set(guard.says, guard);
  }
  return found;
}

function guardOf(fact: Fact, { kinds }: Examined): Guard | undefined {
  if (fact.fact === "branch" && fact.sort !== "error") return guardIn(fact, fact.when);
  if (fact.fact !== "comparison") return undefined;
  const says = `${textOf(fact.left)} ${fact.operator} ${textOf(fact.right)}`;
  return kinds.has("filter") || kinds.has("visibility")
    ? (guardIn(fact, says) ?? anyGuard(fact, says))
    : guardIn(fact, says);
}

function guardIn(fact: Branch | Comparison, says: string): Guard | undefined {
  const text = says.slice(0, 1_000);
  const control = wordIn(text, CONTROLS);
  const word =
    control ??
    wordIn(text, CHECKS) ??
    (fact.fact === "branch" && hasWord(text, READS_SWITCH) ? wordIn(text, READS_SWITCH) : undefined);
  return word === undefined ? undefined : { word, control: control !== undefined, plain: false, says, fact };
}

/** A bound in a file of filters or rules keeps something out, whatever it is called; a comparison with nothing or one may be anything. */
function anyGuard({ left, right, ...fact }: Comparison, says: string): Guard | undefined {
  const [signal, bound] = left.is === "number" || left.is === "string" ? [right, left] : [left, right];
  const bounds =
    bound.is === "number"
      ? !/^-?[01](?:\.0*)?$/u.test(bound.decimal)
      : bound.is === "name" && /^[A-Z][A-Z0-9_]+$/u.test(bound.text);
  const name = signal.is === "name" || signal.is === "code" ? signalOf(signal) : "";
  return !bounds || name === ""
    ? undefined
    : { word: name, control: false, plain: true, says, fact: { left, right, ...fact } };
}

function textOf(value: Value): string {
  return value.is === "list" ? `${value.items.length} items` : value.text;
}
