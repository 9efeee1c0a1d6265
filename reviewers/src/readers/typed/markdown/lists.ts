import { stringValue } from "../value.ts";
import type { Page } from "./markdown.ts";
import { plainText } from "./plain-text.ts";

const ITEM = /^(\s{0,40})(?:[-*+]|(\d{1,6})[.)])\s+(\S.*)$/;
/** Units of an item's name. */
const LONGEST = 100;

/** The list that begins at a line, by the names that its items begin with. The answer is the line after it; undefined where none begins. */
export function listAt({ lines, facts }: Page, at: number, within: readonly string[]): number | undefined {
  const first = ITEM.exec(lines[at] ?? "");
  if (first === null) return undefined;
  const [indent, names] = [first[1]?.length ?? 0, [] as string[]];
  let [end, blank] = [at, 0];
  for (; end < lines.length && blank < 2; end += 1) {
    const line = lines[end] ?? "";
    const item = ITEM.exec(line);
    if (line === "") blank += 1;
    else if (item !== null && (item[1]?.length ?? 0) >= indent) blank = 0;
    else if (blank > 0 || !/^\s/.test(line)) break;
    if (item !== null && (item[1]?.length ?? 0) === indent) names.push(itemName(item[3] ?? ""));
  }
  if (names.length > 1)
    facts.list(
      { from: at + 1, to: end, within },
      { name: within.at(-1) ?? "", items: names.map(stringValue), ordered: first[2] !== undefined },
    );
  return end;
}

/** What an item is about: its code, its bold words, its link, or what stands before a dash or a colon. */
function itemName(text: string): string {
  const start = text.slice(0, 1_000);
  const marked = /^(?:\*\*|__)?(?:`([^`]{1,200})`|\*\*([^*]{1,200})\*\*|\[([^[\]]{1,200})\])/.exec(start);
  const named = marked?.[1] ?? marked?.[2] ?? marked?.[3] ?? start.split(/\s[–—-]\s|:\s|:$|\s\(/, 1)[0] ?? "";
  return plainText(named).slice(0, LONGEST).toWellFormed();
}
