/** A fenced block: the language that it names, its lines, and the line after it, counted from 0. */
export type Fence = { readonly language: string; readonly inner: readonly string[]; readonly next: number };

/** The fenced block that begins at a line; one that does not end goes to the end of the page. */
export function fenceAt(lines: readonly string[], at: number): Fence | undefined {
  const [, mark, said = ""] = /^\s{0,12}(?:[-*+] )?(`{3,10}|~{3,10})\s{0,4}([^`]{0,100})/.exec(lines[at] ?? "") ?? [];
  if (mark === undefined) return undefined;
  let end = at + 1;
  while (end < lines.length && !isClose(lines[end] ?? "", mark)) end += 1;
  const language = (/^[\w+-]{1,40}/.exec(said)?.[0] ?? "").toLowerCase();
  return { language, inner: lines.slice(at + 1, end), next: end + 1 };
}

function isClose(line: string, mark: string): boolean {
  const bare = line.trim();
  return bare.startsWith(mark) && bare.replaceAll(mark[0] ?? "", "") === "";
}
