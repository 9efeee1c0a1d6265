import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Branch, Definition, Fact } from "../../facts/fact.ts";
import { hasWord, wordsOf } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { apart } from "../rows.ts";
import { lexicon } from "../words.ts";

const ID = "prompt";

const ALLOWS = lexicon("allow,allowed,keep,pass,passed,eligible,safe,true,ok,accept,visible,show");
const DENIES = lexicon(
  "block,blocked,deny,denied,drop,dropped,reject,unsafe,false,hide,hidden,flag,review,hold,raise,throw",
);
const FAILS = lexicon(
  "unparsable,unparseable,parse,invalid,malformed,error,timeout,failed,failure,unknown,otherwise,default,cannot,unreadable,unsure,unclear",
);

/** What happens with an answer that cannot be read: on its way to allow. */
export function failures(file: Examined): readonly Finding[] {
  const { path, kinds, added, removed } = file;
  if (!kinds.has("prompt") && !isAboutAnswers(file)) return [];
  const lines = kinds.has("prompt")
    ? added.filter(({ text }) => hasWord(text, FAILS) && hasWord(text, ALLOWS) && !onlyDenies(text))
    : [];
  const denied =
    removed.some(({ text }) => hasWord(text, FAILS) && hasWord(text, DENIES)) ||
    ends(file.base?.facts, DENIES).length > 0;
  const branches = isAboutAnswers(file) ? ends(file.result?.facts, ALLOWS) : [];
  const flipped = flips(file);
  const places = [
    ...flipped.map(({ from, to }) => at(path, "result", from, to)),
    ...lines.map(({ number }) => at(path, "result", number)),
    ...branches.map(({ from, to }) => at(path, "result", from, to)),
  ];
  if (places.length === 0) return [];
  return [
    finding(
      ID,
      "prompt",
      "prompt.on-error",
      apart(
        {
          title: `An answer that cannot be read allows${denied || flipped.length > 0 ? ", and did not before" : ""}`,
          at: places,
          risk: "R4",
          ...(removed[0] === undefined ? {} : { before: removed[0].text.trim() }),
          ...(lines[0] === undefined ? {} : { after: lines[0].text.trim() }),
          ask: "How often does that happen, and why is it not held back?",
        },
        kinds.has("test"),
      ),
    ),
  ];
}

/** Branches that are taken when something failed, and end in such a word. */
function ends(facts: readonly Fact[] | undefined, words: ReadonlySet<string>): readonly Branch[] {
  return (facts ?? []).filter(
    (fact): fact is Branch =>
      fact.fact === "branch" && (fact.sort === "error" || hasWord(fact.when, FAILS)) && endsIn(fact.then, words),
  );
}

/** Functions of which the last word denied, and allows now: what is left when nothing else fits. */
function flips({ base, result }: Examined): readonly Definition[] {
  const before = new Map(functionsOf(base?.facts).map((one) => [keyOf(one), one]));
  return functionsOf(result?.facts).filter((one) => {
    const then = before.get(keyOf(one));
    return then !== undefined && endsIn(then.body.slice(-60), DENIES, 1) && endsIn(one.body.slice(-60), ALLOWS, 1);
  });
}

function functionsOf(facts: readonly Fact[] = []): readonly Definition[] {
  return facts.filter((fact): fact is Definition => fact.fact === "definition" && fact.sort === "function");
}

function keyOf({ within, name }: Definition): string {
  return JSON.stringify([within, name]);
}

function onlyDenies(text: string): boolean {
  return hasWord(text, DENIES) && !hasWord(text, ALLOWS);
}

function endsIn(text: string, words: ReadonlySet<string>, last = 6): boolean {
  return wordsOf(text)
    .slice(-last)
    .some((word) => words.has(word));
}

const ANSWERS = lexicon("judge,verdict,llm,completion,grok,gpt,classifier response,model answer,policy decision");

function isAboutAnswers({ path, result }: Examined): boolean {
  if (hasWord(path, ANSWERS)) return true;
  return [...(result?.words ?? [])].slice(0, 20_000).some((word) => hasWord(word, ANSWERS));
}
