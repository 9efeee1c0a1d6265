import type { Token } from "../reading.ts";

/** How many brackets are open before each token; undefined where they do not fit, so that nobody knows what stands in what. */
export function depthsOf(tokens: readonly Token[]): Int32Array | undefined {
  const depths = new Int32Array(tokens.length);
  const open: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    const { is, text } = token;
    const closes = is === "mark" && text.length === 1 ? CLOSES.get(text) : undefined;
    if (closes !== undefined && open.pop() !== closes) return undefined;
    depths[at] = open.length;
    if (is === "mark" && text.length === 1 && OPENS.has(text)) open.push(text);
  }
  return open.length === 0 ? depths : undefined;
}

/** The bracket that closes the one at an index, which has the depth of its opener. */
export function closing(depths: Int32Array, open: number, end: number): number {
  const depth = depths[open] ?? 0;
  let at = open + 1;
  while (at < end && (depths[at] ?? 0) > depth) at += 1;
  return at;
}

const CLOSES: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);
const OPENS: ReadonlySet<string> = new Set(CLOSES.values());
