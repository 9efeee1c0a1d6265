import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Call, Fact, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { BEHAVIOUR } from "../../presets/kind.ts";
import { at, finding } from "../finding.ts";
import { OPTIONS } from "./words.ts";

const MOST = 20;

/** Options at a call that keep something in or out (hidden, expired, blocked), given, taken away or turned. */
export function optionFindings(detector: string, file: Examined): readonly Finding[] {
  if (file.kinds.has("test") || ![...file.kinds].some((kind) => BEHAVIOUR.has(kind))) return [];
  const [before, after] = [optionsOf(file.base?.facts ?? []), optionsOf(file.result?.facts ?? [])];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.slice(0, MOST).flatMap((key) => {
    const [base, result] = [before.get(key), after.get(key)];
    const option = result ?? base;
    if (option === undefined || base?.value === result?.value) return [];
    const side = result === undefined ? "base" : "result";
    return [
      finding(
        detector,
        "visibility",
        base === undefined ? "param.added" : result === undefined ? "param.removed" : "param.changed",
        {
          title: `Option ${option.name} of ${option.callee}: ${base?.value ?? "not given"} → ${result?.value ?? "not given"}`,
          at: [at(file.path, side, option.from, option.to)],
          risk: "R3",
          ...(base === undefined ? {} : { before: base.value }),
          ...(result === undefined ? {} : { after: result.value }),
          evidence: { option: option.name, callee: option.callee },
          ask: `What does ${option.callee} answer with ${option.name} that it did not before?`,
        },
      ),
    ];
  });
}

type Option = {
  readonly name: string;
  readonly callee: string;
  readonly value: string;
  readonly from: number;
  readonly to: number;
};

function optionsOf(facts: readonly Fact[]): ReadonlyMap<string, Option> {
  const found = new Map<string, Option>();
  for (const fact of facts) {
    if (fact.test) continue;
    for (const option of fact.fact === "setting" ? named(fact) : fact.fact === "call" ? given(fact) : [])
      found.set(JSON.stringify([fact.within, option.callee, option.name]), option);
  }
  return found;
}

function named({ as, callee = "", name, value, from, to }: Setting): readonly Option[] {
  if (as !== "argument" || callee === "" || value.is !== "boolean" || !hasWord(name, OPTIONS)) return [];
  return [{ name, callee, value: value.text, from, to }];
}

/** An option that a call gets as a call: `WithoutHidden()`, `.exclude_blocked()`. */
function given({ callee, args, from, to }: Call): readonly Option[] {
  return args.flatMap(({ value }) => {
    const name = value.is === "code" ? (/^(?:[\w.]+ ?\. ?)?(\w+) ?\(/u.exec(value.text)?.[1] ?? "") : "";
    return /^(?:with|without|include|exclude|only|hide|show|skip)/iu.test(name) && hasWord(name, OPTIONS)
      ? [{ name, callee, value: "given", from, to }]
      : [];
  });
}
