import { DOCUMENTS, KEYWORDS } from "./keywords.ts";
import { literalText } from "./literal-text.ts";
import { nameBefore } from "./names.ts";
import type { Scopes } from "./scopes.ts";
import type { Found, Source } from "./source.ts";

/** `[section]` of a document holds up to the next one. */
export function enterSection({ tokens, pair, rowEnd, language }: Source, scopes: Scopes, row: number): void {
  const close = pair[row] ?? -1;
  if (tokens[row]?.text !== "[" || close <= row || rowEnd[row] !== close + 1 || close - row > 24) return;
  if (language !== "ini" && language !== "toml" && scopes.depth > 0) return;
  const words = tokens.slice(row + 1, close).map(({ text }) => text);
  scopes.section(
    words
      .filter((text) => !/^[[\]]$/.test(text))
      .join(" ")
      .replaceAll(/ ?([.:/"-]) ?/g, "$1"),
  );
}

/** `name {` and `if __name__ == …:`: blocks that are no definitions. */
export function enterBlock({ tokens, pair, outdent, rowEnd }: Source, scopes: Scopes, row: number): void {
  if (tokens[row]?.text === "if" && tokens[row + 1]?.text === "__name__")
    scopes.enter("__main__", outdent[row] ?? row, true);
  const [name, brace] = [tokens[row], tokens[row + 1]];
  if (name?.is !== "mark" && brace?.text === ":" && rowEnd[row] === row + 2 && !KEYWORDS.has(name?.text ?? ""))
    scopes.enter((name?.text ?? "").replaceAll(/["'`]/g, ""), Math.max(row + 2, outdent[row] ?? row), false);
  if (name?.is !== "word" || brace?.text !== "{" || (pair[row + 1] ?? -1) <= row) return;
  if (
    !/^(?:else|for|while|if|switch|match|try|do|finally|loop|unsafe|catch|return|default|init|static|async|then|begin|end)$/.test(
      name.text,
    )
  )
    scopes.enter(name.text, (pair[row + 1] ?? row) + 1, false);
}

/** `("name", …)` that is no call: the name holds for what stands beside it. */
export function enterTuple({ tokens, pair, cellEnd }: Source, scopes: Scopes, at: number): void {
  const [before, first] = [tokens[at - 1], tokens[at + 1]];
  if (tokens[at]?.text !== "(" || before?.is !== "mark" || /^[)\]>!]$/.test(before.text) || first?.is !== "string")
    return;
  const name = literalText(first.text);
  if (cellEnd[at + 1] === at + 2 && (pair[at] ?? -1) > at + 3 && /^[\w.:/-]{1,100}$/.test(name))
    scopes.enter(name, (pair[at] ?? at) + 1, false);
}

/** `name: {`: a key of a map within a map. */
export function enterMap(source: Source, scopes: Scopes, at: number): void {
  const beyond = source.pair[at + 1] ?? -1;
  if (source.tokens[at]?.text !== ":" || source.tokens[at + 1]?.text !== "{" || beyond <= at) return;
  const named = nameBefore(source, at);
  if (named !== undefined) scopes.enter(named.name, beyond + 1, false);
}

/** Within a value of more than a token the name holds, and in a document also for what stands deeper below its key. */
export function enterValue(
  { tokens, language }: Source,
  scopes: Scopes,
  at: number,
  setting: Found & { readonly name: string },
): void {
  if (scopes.around.within.at(-1) === setting.name) return;
  const end = setting.span[1];
  if (end - at > 2 && (DOCUMENTS.has(language) || /^(?:=|:|:=|->|=>)$/.test(tokens[at]?.text ?? "")))
    scopes.enter(setting.name, end, false);
}
