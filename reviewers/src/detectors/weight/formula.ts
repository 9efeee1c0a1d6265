import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { lexicon } from "../words.ts";
import { isPage } from "../logic/unclaimed.ts";
import { arithmeticOf } from "./arithmetic.ts";
import { computationsOf } from "./computations.ts";
import type { Computation } from "./computations.ts";
import { isLargeStep, operandsOf, otherOperands } from "./operands.ts";

/** Names of what yields a score. */
const SCORES = lexicon(
  "score,scores,scorer,scoring,weighted,rank,ranking,ranker,boost,combine,rescore,relevance,affinity,decay,penalty,multiplier,discount,diversity",
);
const CLAMPS = lexicon(
  "clamp,min,max,abs,exp,log,log 2,log 10,sqrt,pow,powf,powi,sigmoid,tanh,softmax,sum,mean,avg,normalize,product",
);

const COMPONENTS = /\.(?:[jt]sx|vue|svelte|html|erb)$/u;

/**
 * Computations that yield a score and compute otherwise now: an operator, a clamp, a term or the order of terms differs, or a number that
 * has no name. Names that change inside the same computation are for the ledger of parameters.
 */
export function formulaFindings(detector: string, files: readonly Examined[]): readonly Finding[] {
  return files.flatMap((file) => {
    if (file.kinds.has("test") || file.kinds.has("infrastructure") || isPage(file)) return [];
    // A component of a page shows a score, and yields none.
    if (COMPONENTS.test(file.path)) return [];
    const moved = sameArithmetic(file);
    const after = computationsOf(file.result);
    const findings = [...computationsOf(file.base)].flatMap(([key, base]) => {
      const result = after.get(key);
      if (result === undefined || !yieldsScore(file, result)) return [];
      const [before, now] = [arithmeticOf(base.body, CLAMPS), arithmeticOf(result.body, CLAMPS)];
      if (before.join(" ") === now.join(" ")) return operandFindings(detector, file, base, result);
      if (moved || (before.length === 0 && !isNamedScore(result))) return [];
      return [
        finding(detector, "weight", "weight.formula", {
          title: `${base.name} computes its score otherwise: ${difference(before, now)}`,
          at: [at(file.path, "result", result.from, result.to), at(file.path, "base", base.from, base.to)],
          evidence: { function: base.name, before: before.join(" "), after: now.join(" ") },
          ask: `For which requests does ${base.name} give another score now, and by how much?`,
        }),
      ];
    });
    return findings.filter((one) => !findings.some((other) => other !== one && saysAsMuch(other, one)));
  });
}

/** Whether a finding about a function says what another one says about a name that is set in it. */
function saysAsMuch(outer: Finding, inner: Finding): boolean {
  const [[around], [place]] = [outer.at, inner.at];
  if (around === undefined || place === undefined || outer.risk < inner.risk) return false;
  const wider = around.from < place.from || around.to > place.to;
  return wider && around.from <= place.from && around.to >= place.to;
}

/** The same computation with other numbers: they are weights without a name. */
function operandFindings(
  detector: string,
  { path }: Examined,
  base: Computation,
  result: Computation,
): readonly Finding[] {
  const others = otherOperands(operandsOf(base.body), operandsOf(result.body));
  if (others.length === 0) return [];
  const steps = others.map(
    ([one, other]) => `${one.text} → ${other.text}${one.beside === "" ? "" : ` beside ${one.beside}`}`,
  );
  return [
    finding(detector, "weight", "weight.formula", {
      title: `${base.name} computes with other numbers: ${steps.slice(0, 3).join(", ")}${steps.length > 3 ? ` and ${steps.length - 3} more` : ""}`,
      at: [at(path, "result", result.from, result.to), at(path, "base", base.from, base.to)],
      risk: others.some(isLargeStep) ? "R4" : "R3",
      before: others.map(([one]) => one.text).join(", "),
      after: others.map(([, other]) => other.text).join(", "),
      evidence: { function: base.name },
      ask: `For which requests does ${base.name} give another score now, and by how much?`,
    }),
  ];
}

/** A computation that moved to another function of the file is the same computation. */
function sameArithmetic({ base, result }: Examined): boolean {
  const all = (side: Examined["base"]) =>
    [...computationsOf(side).values()]
      .flatMap(({ body }) => arithmeticOf(body, CLAMPS))
      .toSorted()
      .join(" ");
  return all(base) === all(result);
}

function yieldsScore({ kinds }: Examined, computation: Computation): boolean {
  return (kinds.has("score") && !computation.document) || isNamedScore(computation);
}

function isNamedScore({ name, within }: Computation): boolean {
  return hasWord(name, SCORES) || hasWord(within.at(-1) ?? "", SCORES);
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
