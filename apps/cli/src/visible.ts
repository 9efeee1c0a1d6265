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
  // One match for a run, whatever its length: a pattern that looked beyond its end would take quadratic time.
  const marked = escaped.replaceAll(/[ \t]+/g, (run, at: number) => blanks(run, at + run.length === escaped.length));
  if (options.whole === true || marked.length <= LONGEST) return marked;
  return `${marked.slice(0, LONGEST)}⟦${marked.length - LONGEST} more characters⟧`;
}

function blanks(run: string, trailing: boolean): string {
  if (trailing) return run.replaceAll(" ", "·").replaceAll("\t", "⇥");
  return run.length < WIDEST_GAP ? run : `⟦${run.length} blanks⟧`;
}

function escapeOf(unit: string): string {
  return `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`;
}
