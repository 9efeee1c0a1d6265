import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Branch, Fact } from "../../facts/fact.ts";
import { BEHAVIOUR } from "../../presets/kind.ts";
import { at, finding } from "../finding.ts";
import { apart } from "../rows.ts";

/** Values of a call that become nothing for a branch to be told. */
const FEWEST = 2;
/** Names in a title. */
const SHOWN = 3;

/**
 * A new branch in which a call that was there before is given nothing: `count(likes, reposts)` that is now
 * `if (stale) count(0, 0) else count(likes, reposts)`. A call that is new as a whole has its defaults.
 */
export function blanked(file: Examined): readonly Finding[] {
  if (![...file.kinds].some((kind) => BEHAVIOUR.has(kind)) && file.kinds.size > 0) return [];
  const known = new Set(branchesOf(file.base?.facts).map(keyOf));
  return branchesOf(file.result?.facts).flatMap((branch) => {
    const [one, other] = [callOf(branch.then), callOf(branch.otherwise)];
    if (one === undefined || other === undefined || one.callee !== other.callee || known.has(keyOf(branch))) return [];
    if (one.args.length !== other.args.length) return [];
    const names = one.args.flatMap((arg, index) => {
      const live = other.args[index] ?? "";
      const [nothing, value] = isNothing(arg) ? [arg, live] : [live, arg];
      return isNothing(nothing) && NAMED.test(value) ? [value.replaceAll(" ", "")] : [];
    });
    return names.length < FEWEST || isNew(file, branch, names) ? [] : [told(file, branch, one.callee, names)];
  });
}

/** Whether the call with its values is not in the base: then it is among what only the result says. */
function isNew({ result }: Examined, { from, to }: Branch, names: readonly string[]): boolean {
  const [first = ""] = names;
  return (result?.facts ?? []).some(
    (fact) =>
      fact.fact === "call" &&
      fact.from >= from &&
      fact.to <= to &&
      fact.args.some(({ value }) => value.is !== "list" && value.text.replaceAll(" ", "") === first),
  );
}

function told({ path, kinds }: Examined, branch: Branch, callee: string, names: readonly string[]): Finding {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  const of = callee.replaceAll(" ", "");
  const when = branch.when.slice(0, 80);
  return finding(
    "feature",
    "feature",
    "feature.computed",
    apart(
      {
        title: `${of} gets nothing instead of ${names.slice(0, SHOWN).join(", ")}${more}, by ${when}`,
        at: [at(path, "result", branch.from, branch.to)],
        before: names.join(", "),
        after: "nothing",
        evidence: { call: of, when, count: names.length },
        ask: `Of which posts or people does ranking know nothing more where ${when}?`,
      },
      branch.test || kinds.has("test"),
    ),
  );
}

function branchesOf(facts: readonly Fact[] = []): readonly Branch[] {
  return facts.filter((fact): fact is Branch => fact.fact === "branch" && fact.sort === "if" && !fact.test);
}

function keyOf({ within, then, otherwise }: Branch): string {
  return JSON.stringify([within, then, otherwise]);
}

type OneCall = { readonly callee: string; readonly args: readonly string[] };

/** The one call that a branch is, by its tokens; undefined where it is more or less than that. */
function callOf(text: string): OneCall | undefined {
  const tokens = text.split(" ").filter((token) => token !== ";" && token !== "");
  const open = tokens.indexOf("(");
  if (open < 1 || tokens.at(-1) !== ")" || !tokens.slice(0, open).every((token) => CALLEE.test(token)))
    return undefined;
  const args: string[][] = [[]];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (index <= open) continue;
    if (OPENS.has(token)) depth += 1;
    if (CLOSES.has(token) && (depth -= 1) < 0) {
      if (index < tokens.length - 1) return undefined;
      break;
    }
    if (token === "," && depth === 0) args.push([]);
    else args.at(-1)?.push(token);
  }
  return {
    callee: tokens.slice(0, open).join(" "),
    args: args.map((one) => one.join(" ")).filter((one) => one !== ""),
  };
}

const CALLEE = /^(?:[\p{L}_][\p{L}\p{N}_]*|\.|::)$/u;
const OPENS: ReadonlySet<string> = new Set(["(", "[", "{"]);
const CLOSES: ReadonlySet<string> = new Set([")", "]", "}"]);

/** A name, dotted. */
const NAMED = /^[\p{L}_][\p{L}\p{N}_]*(?: ?(?:\.|::) ?[\p{L}_][\p{L}\p{N}_]*)*$/u;

function isNothing(arg: string): boolean {
  return NOTHING.has(arg);
}

const NOTHING: ReadonlySet<string> = new Set([
  "0",
  "0.0",
  "0f",
  "0L",
  "false",
  "False",
  "None",
  "null",
  "nil",
  "undefined",
]);
