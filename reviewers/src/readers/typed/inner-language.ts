/** Units that are looked at to tell a language. */
const LOOKED_AT = 4_000;

/** Keys whose text is run, filled in, or asked, and what it is most likely. */
const BY_KEY: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[_.-])(?:script|javascript|js)$/i, "script"],
  [/(?:template|prompt|prompts|instructions?|system_?message)$/i, "jinja"],
  [/(?:^|[_.-])(?:sql|query)$/i, "query"],
  [
    /(?:^|[_.-])(?:score|filter|when|if|condition|expr|expression|predicate|formula|rank_?by|order_?by)$/i,
    "expression",
  ],
];

/**
 * Language of a text inside a document by its key and its content; undefined where it is a value like others. A text of one
 * line is only taken for another language below a key that says so.
 */
export function innerLanguage(key: string, text: string): string | undefined {
  const start = text.slice(0, LOOKED_AT);
  const named = BY_KEY.find(([pattern]) => pattern.test(key))?.[1];
  if (named === "expression") return /[()<>=!&|*/+]|\s(?:in|and|or|not)\s/.test(start) ? "expression" : undefined;
  if (!start.includes("\n") && named === undefined) return undefined;
  const seen = byContent(start);
  if (seen !== undefined) return seen;
  if (named === "query") return undefined;
  if (named === "script") return start.includes("\n") || /[();=]/.test(start) ? "shell" : undefined;
  return named === "jinja" && (start.includes("\n") || /\s/.test(start.trim())) ? "jinja" : undefined;
}

function byContent(text: string): string | undefined {
  const begin = text.trimStart();
  if (/^#!.{0,40}python/.test(begin)) return "python";
  if (/^#!.{0,40}(?:ba|z|da)?sh\b/.test(begin)) return "shell";
  if (/\{%|\{\{|\{#/.test(text)) return "jinja";
  if (/^(?:select|with|insert\s+into|create\s+(?:or\s+replace\s+)?(?:table|view)|merge\s+into)\s/i.test(begin))
    return "sql";
  if (/(?:^|\n)\s{0,40}(?:const|let|var|function|async)\s|=>\s{0,4}[{(]|===/.test(text)) return "javascript";
  if (/(?:^|\n)\s{0,40}(?:def\s+\w{1,80}\(|import\s+\w|from\s+[\w.]{1,80}\s+import\s)/.test(text)) return "python";
  if (/(?:^|\n)\s{0,40}(?:set -[a-z]|export\s+\w+=|echo\s|fi$|done$)/m.test(text)) return "shell";
  return undefined;
}
