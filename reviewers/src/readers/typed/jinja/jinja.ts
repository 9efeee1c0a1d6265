import { fileName } from "../../../content/names.ts";
import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { lineFeeds } from "../lexemes.ts";
import type { TypedReading } from "../typed-reading.ts";
import { nameValue, wordValue } from "../value.ts";
import { templateTags } from "./tags.ts";
import type { Tag } from "./tags.ts";

const LONGEST = 2_000;

/**
 * Reads templates of Jinja and its kin: the text as one definition, without comments and layout, its control expressions as branches, what it
 * includes, and the list of variables that are filled in.
 */
export function readJinja({ path, text }: SourceText): TypedReading {
  const facts = new FactCollector("jinja");
  const { tags, unended } = templateTags(text);
  if (unended !== undefined) facts.trouble("opaque.parse", "a mark of the template does not end", unended);
  const variables = new Set<string>();
  for (const [at, tag] of tags.entries()) tagFacts(tag, text.slice(tag.end, tags[at + 1]?.start), facts, variables);
  const place = { from: 1, to: 1 + lineFeeds(text), within: [] };
  const name = fileName(path);
  facts.definition(place, { name, sort: "template", types: [], body: body(text, tags) });
  if (variables.size > 0)
    facts.list(place, { name: "variables", items: [...variables].map(nameValue), ordered: false });
  return facts.reading();
}

function tagFacts(tag: Tag, following: string, facts: FactCollector, variables: Set<string>): void {
  const place = { from: tag.line, within: [] };
  const [, word = "", rest = ""] = /^(\S{1,40})\s*([^]*)$/.exec(tag.inner) ?? [];
  if (tag.sort === "comment") return;
  if (/^(?:if|elif|elsif|else-if|unless|for|while|range|with|#if|#each|#unless|case|when)$/.test(word)) {
    const when = layout(/^(?:for|range|#each|while)$/.test(word) ? tag.inner : rest).slice(0, LONGEST);
    facts.branch(place, { sort: "if", when, follows: layout(following.slice(0, LONGEST)), otherwise: "" });
  } else if (/^(?:include|import|extends|from|template|>)$/.test(word)) {
    const module = /["']([^"']{1,400})["']/.exec(rest)?.[1] ?? layout(rest).slice(0, 200);
    facts.draw(place, { module });
  } else if (word === "set") {
    const [, name, value = ""] = /^([\w.]{1,200})\s*=([^]*)$/.exec(rest) ?? [];
    if (name !== undefined) facts.setting(place, { name, value: wordValue(layout(value)), as: "constant" });
  } else if (tag.sort === "output") {
    const name = /^[A-Za-z_$.][\w.$[\]"']{0,200}/.exec(tag.inner)?.[0];
    if (name !== undefined) variables.add(name);
  }
}

/** The template without its comments; runs of layout are one space. */
function body(text: string, tags: readonly Tag[]): string {
  let [kept, at] = ["", 0];
  for (const { sort, start, end } of tags) {
    if (sort !== "comment") continue;
    kept += text.slice(at, start);
    at = end;
  }
  return layout(kept + text.slice(at));
}

function layout(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
