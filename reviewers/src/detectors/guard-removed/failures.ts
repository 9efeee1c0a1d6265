import type { Examined } from "../../contract.ts";
import type { Branch, Call, Fact } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lastName } from "../../ledgers/extract.ts";
import type { FileKind } from "../../presets/kind.ts";
import { pairFacts } from "../pair-facts.ts";
import { CLOSED, OPEN } from "./words.ts";

/** A way that is taken on an error and leads elsewhere now. */
type Failure = { readonly fact: Branch | Call; readonly before?: string; readonly after: string };

/** Calls that take something else for an error, and how the code looks that does not look at it. */
const SWALLOWS: ReadonlySet<string> = new Set(
  "unwrap_or_else,or_else,map_or_else,handle,rescue,recover,recoverWith,catch,catchError,onErrorReturn,onErrorResume,exceptionally,getOrElse".split(
    ",",
  ),
);
const BLIND = /^(?:\{ ?)?(?:\| ?_\w* ?\||case _ ?(?::[^=]{0,40})?=>|\( ?_?\w* ?\) ?=>)/u;

/** Kinds in which letting through on an error lets through what should not be seen. */
const DECIDING: readonly FileKind[] = ["filter", "visibility", "pipeline", "prompt", "source", "feature"];

/** Ways taken on an error that kept out and let through now (`opens`), or the other way round (`closes`). */
export function failures(file: Examined, direction: "opens" | "closes"): readonly Failure[] {
  if (file.kinds.has("test") || !DECIDING.some((kind) => file.kinds.has(kind))) return [];
  const errors = (facts: readonly Fact[] = []) =>
    facts.filter((fact): fact is Branch => fact.fact === "branch" && fact.sort === "error" && !fact.test);
  const pairs = pairFacts(errors(file.base?.facts), errors(file.result?.facts), ({ within }) => within.join("."));
  const known = new Set((file.base?.facts ?? []).flatMap((fact) => (fact.fact === "definition" ? [fact.name] : [])));
  const blind = direction === "opens" ? swallowed(file, known) : [];
  const ways = pairs.flatMap(({ base, result }): readonly Failure[] => {
    if (result === undefined || (base === undefined && !known.has(result.within.at(-1) ?? ""))) return [];
    const [was, is] = [base === undefined ? undefined : wayOf(base), wayOf(result)];
    const before = base === undefined ? {} : { before: base.then };
    if (direction === "opens" && is === "open" && was !== "open" && file.base !== undefined)
      return [{ fact: result, ...before, after: result.then }];
    if (direction === "closes" && is === "closed" && was === "open")
      return [{ fact: result, ...before, after: result.then }];
    return [];
  });
  return [...ways, ...blind];
}

/** Errors for which a function that was there before takes something else now, without looking at them. */
function swallowed(file: Examined, known: ReadonlySet<string>): readonly Failure[] {
  const before = new Set(blindCalls(file.base?.facts ?? []).map(({ callee }) => callee));
  return blindCalls(file.result?.facts ?? [])
    .filter(({ callee, within }) => !before.has(callee) && known.has(within.at(-1) ?? ""))
    .map((fact) => ({ fact, after: `${fact.callee}(…)` }));
}

function blindCalls(facts: readonly Fact[]): readonly Call[] {
  return facts.filter(
    (fact): fact is Call =>
      fact.fact === "call" &&
      !fact.test &&
      SWALLOWS.has(lastName(fact.callee)) &&
      fact.args.some(({ value }) => value.is === "code" && BLIND.test(value.text.slice(0, 100))),
  );
}

/** Where a branch leads: nothing in it lets through silently. */
function wayOf({ then: text }: Branch): "open" | "closed" | "unknown" {
  if (hasWord(text, CLOSED)) return "closed";
  if (text.trim() === "" || /^(?:\{ ?\}|pass|\( ?\)|continue)$/u.test(text.trim()) || hasWord(text, OPEN))
    return "open";
  return "unknown";
}
