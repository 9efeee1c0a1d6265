/** Marks of more than one character, by their first; the longest that fits is taken. */
const MARKS: ReadonlyMap<string, readonly string[]> = byFirst(
  `=== !== <=> ==> ..< ..= ... <<= >>= **= ??= ||= &&= <<~ := == != <> <= >= => -> <- :: && || << >> ++ -- += -= *= /= %= |= &= ^=
  ?? ?. ?: .. ** |> <| =~ !~ ~= ~> !! </ /> //`,
);

/** Marks of templates, where braces come in pairs. */
const OF_TEMPLATES: ReadonlySet<string> = new Set("{{ }} {% %}".split(" "));

/** The mark that begins at a place: an operator, a bracket, a dot, or one character that nothing else claims. */
export function markAt(text: string, at: number, templates = false): string {
  const first = text.charAt(at);
  if (templates && OF_TEMPLATES.has(text.slice(at, at + 2))) return text.slice(at, at + 2);
  const long = MARKS.get(first)?.find((mark) => text.startsWith(mark, at));
  if (long !== undefined) return long;
  const point = text.codePointAt(at) ?? 0;
  return point > 0xff_ff ? String.fromCodePoint(point) : first;
}

function byFirst(marks: string): ReadonlyMap<string, readonly string[]> {
  const sorted = marks.split(/\s+/).toSorted((a, b) => b.length - a.length);
  return Map.groupBy(sorted, (mark) => mark.charAt(0));
}
