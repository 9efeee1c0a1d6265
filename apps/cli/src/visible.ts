/** The longest line that is shown whole, in UTF-16 units. */
const LONGEST = 2000;
/** More blanks than this may push what follows off the screen (attack D6). */
const WIDEST_GAP = 80;

/**
 * A line of source as a reviewer has to see it: what a terminal would obey, hide or reorder is an escape, `\u{202e}`
 * (attacks D5, D7); tabs stay, trailing blanks are dots, and what would lie beyond the screen is counted instead.
 */
export function visibleLine(line: string, options: { readonly whole?: boolean } = {}): string {
  const escaped = line.replaceAll(/[^\P{C}\t]|[\p{Z}--\u{20}]|\p{Default_Ignorable_Code_Point}|\u{2800}/gv, escapeOf);
  const gaps = escaped.replaceAll(new RegExp(`[ \\t]{${WIDEST_GAP},}(?=\\S)`, "g"), (gap) => `⟦${gap.length} blanks⟧`);
  const marked = gaps.replace(/[ \t]+$/, (blanks) => blanks.replaceAll(" ", "·").replaceAll("\t", "⇥"));
  if (options.whole === true || marked.length <= LONGEST) return marked;
  return `${marked.slice(0, LONGEST)}⟦${marked.length - LONGEST} more characters⟧`;
}

function escapeOf(unit: string): string {
  return `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`;
}
