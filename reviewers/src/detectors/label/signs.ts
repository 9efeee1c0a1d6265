import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import { normalDecimal } from "../../facts/decimal.ts";
import type { Branch, Definition, Fact } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { pairFacts } from "../pair-facts.ts";
import { TARGETS } from "./words.ts";

/** Tokens before a number in which a word says that it is an answer to be learned. */
const NEAR = 12;

/**
 * Bodies and branches that are the same but for numbers, where those numbers are answers that a model learns: 1 and −1 exchanged, a
 * target that is another one.
 */
export function signFindings(detector: string, file: Examined): readonly Finding[] {
  if (file.kinds.has("test") || file.kinds.has("docs")) return [];
  const found = new Map<string, Finding>();
  for (const { base, result } of [...branchPairs(file), ...bodyPairs(file)]) {
    if (base === undefined || result === undefined) continue;
    const change = changedTargets(textOf(base), textOf(result), namesOf(result));
    if (change === undefined) continue;
    const key = `${change.before} ${change.after}`;
    if (!found.has(key)) found.set(key, signFinding(detector, file, base, result, change));
  }
  return [...found.values()].slice(0, 5);
}

type Changed = { readonly before: string; readonly after: string; readonly word: string };

function signFinding(
  detector: string,
  { path }: Examined,
  base: Fact,
  result: Fact,
  { before, after, word }: Changed,
): Finding {
  return finding(detector, "label", "label.sign", {
    title: `Training ${word} ${before} → ${after}`,
    at: [at(path, "result", result.from, result.to), at(path, "base", base.from, base.to)],
    before,
    after,
    evidence: { word },
    ask: "Which models were trained with the old targets, and are they withdrawn?",
  });
}

function branchPairs({ base, result }: Examined) {
  const branches = (facts: readonly Fact[] = []) =>
    facts.filter((fact): fact is Branch => fact.fact === "branch" && !fact.test);
  return pairFacts(branches(base?.facts), branches(result?.facts), ({ within, when }) =>
    JSON.stringify([within, when]),
  );
}

function bodyPairs({ base, result }: Examined) {
  const bodies = (facts: readonly Fact[] = []) =>
    facts.filter((fact): fact is Definition => fact.fact === "definition" && !fact.test && fact.sort !== "type");
  return pairFacts(bodies(base?.facts), bodies(result?.facts), ({ within, name }) => JSON.stringify([within, name]));
}

/** A column that is defined, and names around a branch, may be what the numbers are. */
function namesOf(fact: Branch | Definition): readonly string[] {
  return fact.fact === "definition" ? [fact.name, ...fact.within.slice(-2)] : fact.within.slice(-2);
}

function textOf(fact: Branch | Definition): string {
  return fact.fact === "branch" ? `${fact.then} ; ${fact.otherwise}` : fact.body;
}

/** The numbers that differ, if nothing but numbers does and one of them is called a target. */
function changedTargets(before: string, after: string, around: readonly string[]): Changed | undefined {
  if (before === after) return undefined;
  const [old, now] = [signed(before), signed(after)];
  if (old.length !== now.length) return undefined;
  const differ: number[] = [];
  for (const [index, token] of old.entries()) {
    if (token === now[index]) continue;
    if (normalDecimal(token) === undefined || normalDecimal(now[index] ?? "") === undefined) return undefined;
    differ.push(index);
  }
  const words = differ.map((index) => old.slice(Math.max(0, index - NEAR), index).findLast((token) => isTarget(token)));
  const word = words.find((one) => one !== undefined) ?? around.find(isTarget);
  if (word === undefined) return undefined;
  const told = (tokens: readonly string[]) =>
    differ
      .slice(0, 8)
      .map((index) => tokens[index])
      .join(", ");
  return { before: told(old), after: told(now), word: word.split(".").at(-1) ?? word };
}

/** Tokens, with a sign and the number behind it as one. */
function signed(text: string): readonly string[] {
  const tokens: string[] = [];
  for (const token of text.split(" ")) {
    const [last = "", before = ""] = [tokens.at(-1), tokens.at(-2)];
    const negates = last === "-" && /^[\d.]/u.test(token) && !/[\p{L}\p{N}_)\]]$/u.test(before);
    if (negates) tokens[tokens.length - 1] = `-${token}`;
    else tokens.push(token);
  }
  return tokens;
}

function isTarget(token: string): boolean {
  return /^[\p{L}_"'.\w]+$/u.test(token) && hasWord(token, TARGETS);
}
