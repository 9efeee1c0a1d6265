/** How a text speaks of a name: the line on which it is declared or given a value, and how often it is read. */
export type Occurrences = { readonly declared?: number; readonly reads: number };

/** UTF-16 units before a name that may say that it is declared. */
const BEFORE = 24;

/**
 * Counts a name in a text of code, comments at the beginning or end of a line left out. What stands before a colon or a single `=`, and
 * what a keyword declares, is no read; in quotes it is one, because somebody may look it up by its name.
 */
export function occurrencesOf(text: string, name: string): Occurrences {
  let [reads, declared, line, start] = [0, undefined as number | undefined, 1, 0];
  let next = text.indexOf("\n");
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (PART.test(text[at - 1] ?? "") || PART.test(text[end] ?? "")) continue;
    for (; next !== -1 && next < at; next = text.indexOf("\n", start)) [line, start] = [line + 1, next + 1];
    if (COMMENT.test(text.slice(start, Math.min(at, start + 400)))) continue;
    const after = /^\s{0,20}(::?|={1,2}|.?)/su.exec(text.slice(end, end + 24))?.[1] ?? "";
    const given = (after === ":" || after === "=") && text[at - 1] !== ".";
    if (!given && !DECLARES.test(text.slice(Math.max(start, at - BEFORE), at))) reads += 1;
    else declared ??= line;
  }
  return declared === undefined ? { reads } : { declared, reads };
}

const PART = /[\p{L}\p{N}_$]/u;
const COMMENT = /^\s*(?:\/\/|#(?!\[)|\*|\/\*|--)|\s(?:\/\/|# )/u;
const DECLARES =
  /\b(?:val|var|let|mut|const|static|final|public|private|protected|pub|bool|boolean|int|long|double|float|String|f32|f64|i32|i64|u32|u64) $/u;
