import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Branch, Fact } from "../../facts/fact.ts";
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
  const places = [
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
          title: `An answer that cannot be read allows${denied ? ", and did not before" : ""}`,
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

function onlyDenies(text: string): boolean {
  return hasWord(text, DENIES) && !hasWord(text, ALLOWS);
}

function endsIn(text: string, words: ReadonlySet<string>): boolean {
  return wordsOf(text)
    .slice(-6)
    .some((word) => words.has(word));
}

const ANSWERS = lexicon("judge,verdict,llm,completion,grok,gpt,classifier response,model answer,policy decision");

function isAboutAnswers({ path, result }: Examined): boolean {
  if (hasWord(path, ANSWERS)) return true;
  return [...(result?.words ?? [])].slice(0, 20_000).some((word) => hasWord(word, ANSWERS));
}
