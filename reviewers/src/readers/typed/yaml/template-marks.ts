/** Whether a text has marks of a template. */
export function hasMarks(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

/**
 * A text with its template's marks replaced, line for line and unit for unit: those that have their lines to themselves are layout, those within a
 * line are a word of their letters, so that a value stays told from another.
 */
export function withoutMarks(text: string): string {
  let [kept, at] = ["", 0];
  for (;;) {
    const start = nextMark(text, at);
    const end = start === -1 ? -1 : text.indexOf(text[start + 1] === "%" ? "%}" : "}}", start + 2);
    if (end === -1) return kept + text.slice(at);
    const own = text.slice(start, end + 2);
    const lone =
      /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, start - 200), start)) &&
      /^[ \t\r]*(?:\n|$)/.test(text.slice(end + 2, end + 202));
    kept += text.slice(at, start) + own.replaceAll(/[^\n]/g, (unit) => (lone ? " " : wordUnit(unit)));
    at = end + 2;
  }
}

function nextMark(text: string, from: number): number {
  for (let at = text.indexOf("{", from); at !== -1; at = text.indexOf("{", at + 1))
    if (text[at + 1] === "{" || text[at + 1] === "%") return at;
  return -1;
}

function wordUnit(unit: string): string {
  return /[\w.]/.test(unit) ? unit : "_";
}
