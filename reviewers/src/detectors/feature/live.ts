import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Call, Fact, Setting, Value } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { dataClassOf, PERSONAL } from "../../ledgers/feature/data-classes.ts";
import { at, finding } from "../finding.ts";
import { apart } from "../rows.ts";
import { lexicon } from "../words.ts";

const KINDS = ["feature", "pipeline", "score"] as const;
const INPUTS = lexicon("feature,features,input,inputs,signal,signals");
const NOTHING: ReadonlySet<string> = new Set(["false", "0", "0.0", "none", "null", "nil", "undefined", "default"]);

type Input = { readonly name: string; readonly key: string; readonly value: Value; readonly fact: Fact };

/** An input that was a constant and is filled now, of the same name in the same place. */
export function live(file: Examined): readonly Finding[] {
  const before = inputsOf(file.base?.facts).filter(({ value }) => isNothing(value));
  if (before.length === 0) return [];
  const now = new Map(inputsOf(file.result?.facts).map((one) => [one.key, one]));
  return before.flatMap((then) => {
    const filled = now.get(then.key);
    if (filled === undefined || !isFilled(filled.value) || !isInput(file, then.name)) return [];
    return [told(file, then, filled)];
  });
}

function isInput({ kinds }: Examined, name: string): boolean {
  return KINDS.some((kind) => kinds.has(kind)) || hasWord(name, INPUTS);
}

function told({ path, kinds }: Examined, then: Input, now: Input): Finding {
  const { dataClass } = dataClassOf(now.name);
  const personal = PERSONAL.has(dataClass);
  return finding(
    "feature",
    personal ? "feature.personal" : "feature",
    "feature.live",
    apart(
      {
        title: `${now.name} was the constant ${textOf(then.value)} and has a value now`,
        at: [at(path, "result", now.fact.from, now.fact.to), at(path, "base", then.fact.from, then.fact.to)],
        risk: personal ? "R4" : "R3",
        before: textOf(then.value),
        after: textOf(now.value),
        evidence: { key: now.name, name: now.name, dataClass },
        ask: "Was the model trained with this input, and since when is it filled?",
      },
      now.fact.test || kinds.has("test"),
    ),
  );
}

/** What calls and constructors are given by name; a name that is given by itself is its own value. */
function inputsOf(facts: readonly Fact[] = []): readonly Input[] {
  return facts.flatMap((fact): readonly Input[] => {
    if (fact.fact === "setting" && fact.as === "argument")
      return [inputOf(fact, fact.callee ?? "", fact.name, fact.value)];
    if (fact.fact !== "call") return [];
    return fact.args.flatMap(({ name, value }) =>
      name === undefined && value.is === "code" && /^\w{3,80}$/u.test(value.text)
        ? [inputOf(fact, fact.callee, value.text, value)]
        : [],
    );
  });
}

function inputOf(fact: Setting | Call, callee: string, name: string, value: Value): Input {
  return { name, key: JSON.stringify([fact.within, callee, name]), value, fact };
}

function isNothing(value: Value): boolean {
  if (value.is === "boolean") return value.text === "false";
  if (value.is === "number") return value.decimal === "0";
  if (value.is !== "list") return NOTHING.has(value.text.toLowerCase());
  const [first, ...others] = value.items;
  // `vec![false; n]`: one value, and how often.
  return (
    first === undefined ||
    (isNothing(first) && others.every((one) => isNothing(one) || one.is === "code" || one.is === "name"))
  );
}

function isFilled(value: Value): boolean {
  return value.is === "code" || (value.is === "name" && !NOTHING.has(value.text.toLowerCase()));
}

function textOf(value: Value): string {
  if (value.is !== "list") return value.text;
  const [first] = value.items;
  return first === undefined ? "an empty list" : `a list of ${textOf(first)}`;
}
