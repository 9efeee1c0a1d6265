import { END_BLOCKS, ENDS } from "./keywords.ts";
import type { Source } from "./source.ts";
import type { Structure } from "./structure.ts";

/** Where a body begins and ends, and where what follows it begins. */
export type Block = { readonly from: number; readonly to: number; readonly after: number };

/** Tokens of a head, brackets counted as one. */
const MOST_STEPS = 200;

/** Where the blocks end that a word opens, by the word's index, in languages that close them with a word. */
export function endBlocks({ tokens, row }: Structure, language: string): ReadonlyMap<number, number> {
  const openers = END_BLOCKS.get(language);
  const found = new Map<number, number>();
  const open: number[] = [];
  if (openers === undefined) return found;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.is !== "word" || tokens[at - 1]?.text === ".") continue;
    const first = row[at] === at || tokens[at - 1]?.text === "=" || tokens[at - 1]?.text === "local";
    const looping =
      token.text === "do" && language === "ruby" && /^(?:while|until|for)$/.test(tokens[row[at] ?? 0]?.text ?? "");
    if (ENDS.has(token.text)) {
      const start = open.pop();
      if (start !== undefined) found.set(start, at);
    } else if (openers.any.has(token.text) ? !looping : first && openers.first.has(token.text)) open.push(at);
  }
  return found;
}

/**
 * The body that belongs to a head: braces, a block up to its word, deeper rows, or what follows on the row behind `:` or `then`. The head
 * begins its search at `from`; undefined where nothing follows.
 */
export function blockOf(source: Source, head: number, from: number): Block | undefined {
  const { tokens, pair, row, rowEnd, outdent } = source;
  const start = row[head] ?? head;
  const end = Math.min(rowEnd[start] ?? head, tokens.length);
  for (let at = from, step = 0; at < end && step < MOST_STEPS; step += 1) {
    const token = tokens[at];
    const beyond = pair[at] ?? -1;
    if (token?.is === "mark" && token.text === "{") return braces(source, at);
    if (token?.is === "word" && (token.text === "then" || (token.text === "do" && at > head)))
      return ended(source, head, at) ?? inline(at + 1, end);
    at = beyond > at ? beyond + 1 : at + 1;
  }
  const word = source.ends.get(head);
  const next = end < tokens.length && rowFollows(source, start, end);
  if (word !== undefined && next) return upTo(source, end, word);
  const deeper = next && (tokens[end]?.column ?? 0) > (tokens[start]?.column ?? 0);
  if (!deeper) return undefined;
  const to = Math.min(outdent[start] ?? end, closing(source, start));
  return { from: end, to, after: to };
}

function braces({ tokens, pair }: Source, open: number): Block {
  const close = Math.min(pair[open] ?? tokens.length, tokens.length);
  return { from: open + 1, to: close, after: Math.min(close + 1, tokens.length) };
}

function ended(source: Source, head: number, at: number): Block | undefined {
  const { ends, tokens } = source;
  const close = ends.get(head) ?? ends.get(at);
  return close === undefined || close >= tokens.length ? undefined : upTo(source, at + 1, close);
}

/** A block up to its last word, or up to the other way. */
function upTo({ tokens, ends, pair }: Source, from: number, to: number): Block {
  for (let at = from, step = 0; at < to && step < MOST_STEPS; step += 1) {
    if (/^(?:else|elsif|elseif|elif)$/.test(tokens[at]?.text ?? "")) return { from, to: at, after: at };
    const beyond = Math.max(pair[at] ?? -1, ends.get(at) ?? -1);
    at = beyond > at ? beyond + 1 : at + 1;
  }
  return { from, to, after: to + 1 };
}

function inline(from: number, to: number): Block {
  return { from, to, after: to };
}

/** Whether the token behind a row begins another one beside it, and not the bracket that ends both. */
function rowFollows({ row, parent }: Source, start: number, end: number): boolean {
  return row[end] === end && parent[end] === parent[start];
}

function closing({ pair, parent, tokens }: Source, at: number): number {
  const open = parent[at] ?? -1;
  return open === -1 ? tokens.length : Math.min(pair[open] ?? tokens.length, tokens.length);
}
