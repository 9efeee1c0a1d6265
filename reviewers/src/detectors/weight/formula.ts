import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Definition } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { lexicon } from "../words.ts";
import { arithmeticOf } from "./arithmetic.ts";

/** Names of what yields a score. */
const SCORES = lexicon(
  "score,scores,scorer,scoring,weighted,rank,ranking,ranker,boost,combine,rescore,relevance,affinity,decay,penalty,multiplier,discount,diversity",
);
const CLAMPS = lexicon(
  "clamp,min,max,abs,exp,log,log 2,log 10,sqrt,pow,powf,powi,sigmoid,tanh,softmax,sum,mean,avg,normalize,product",
);

const PAGES = /\.(?:[jt]sx|vue|svelte|html|erb)$/u;

/**
 * Functions that yield a score and compute otherwise now: an operator, a clamp, a term or the order of terms differs. Numbers and names
 * that change inside the same computation are for the ledger of parameters.
 */
export function formulaFindings(detector: string, files: readonly Examined[]): readonly Finding[] {
  return files.flatMap((file) => {
    if (file.kinds.has("test") || file.kinds.has("infrastructure") || file.kinds.has("docs")) return [];
    // A component of a page shows a score, and yields none.
    if (PAGES.test(file.path) || sameArithmetic(file)) return [];
    const after = new Map(functionsOf(file.result?.facts ?? []).map((one) => [keyOf(one), one]));
    return functionsOf(file.base?.facts ?? []).flatMap((base) => {
      const result = after.get(keyOf(base));
      if (result === undefined || !yieldsScore(file, result)) return [];
      const [before, now] = [arithmeticOf(base.body, CLAMPS), arithmeticOf(result.body, CLAMPS)];
      if (before.join(" ") === now.join(" ") || (before.length === 0 && !isNamedScore(result))) return [];
      return [
        finding(detector, "weight", "weight.formula", {
          title: `${base.name} computes its score otherwise: ${difference(before, now)}`,
          at: [at(file.path, "result", result.from, result.to), at(file.path, "base", base.from, base.to)],
          evidence: { function: base.name, before: before.join(" "), after: now.join(" ") },
          ask: `For which requests does ${base.name} give another score now, and by how much?`,
        }),
      ];
    });
  });
}

/** A computation that moved to another function of the file is the same computation. */
function sameArithmetic({ base, result }: Examined): boolean {
  const all = (facts: NonNullable<Examined["base"]>["facts"] = []) =>
    functionsOf(facts)
      .flatMap(({ body }) => arithmeticOf(body, CLAMPS))
      .toSorted()
      .join(" ");
  return all(base?.facts) === all(result?.facts);
}

function functionsOf(facts: NonNullable<Examined["base"]>["facts"]): readonly Definition[] {
  return facts.flatMap((fact) =>
    fact.fact === "definition" && fact.sort === "function" && !fact.test && fact.name !== "" ? [fact] : [],
  );
}

function yieldsScore({ kinds }: Examined, definition: Definition): boolean {
  return kinds.has("score") || isNamedScore(definition);
}

function isNamedScore({ name, within }: Definition): boolean {
  return hasWord(name, SCORES) || hasWord(within.at(-1) ?? "", SCORES);
}

function keyOf({ within, name }: Definition): string {
  return JSON.stringify([within, name]);
}

/** Which signs and functions went and came. */
function difference(before: readonly string[], after: readonly string[]): string {
  const [gone, come] = [without(before, after), without(after, before)];
  const parts = [
    ...(gone.length === 0 ? [] : [`without ${gone.slice(0, 5).join(" ")}`]),
    ...(come.length === 0 ? [] : [`with ${come.slice(0, 5).join(" ")}`]),
  ];
  return parts.length === 0 ? "in another order" : parts.join(", ");
}

function without(from: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of others) counts.set(one, (counts.get(one) ?? 0) + 1);
  return from.filter((one) => {
    const left = counts.get(one) ?? 0;
    counts.set(one, left - 1);
    return left <= 0;
  });
}
