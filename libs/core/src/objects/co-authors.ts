import { decodeText } from "./identity.ts";
import type { Identity } from "./identity.ts";

/**
 * Everybody whom a commit message names in a line that looks like a `Co-authored-by:` trailer, in any case, with blanks
 * before the colon, with CRLF, folded over lines, in the middle of the text. Git itself reads trailers from the last
 * paragraph only; here a name more is harmless, since a contributor can only be excluded, and a name less is not.
 */
export function coAuthors(message: Uint8Array): readonly Identity[] {
  const lines = decodeText(message).split(/\r\n|\n|\r/);
  return lines.flatMap((line, at) => {
    const start = trailerValue(line);
    return start === undefined ? [] : identities([start, ...continuation(lines, at + 1)].join(" "));
  });
}

function trailerValue(line: string): string | undefined {
  const trailer = /^\s*co-authored-by\s*:/i.exec(line);
  return trailer === null ? undefined : line.slice(trailer[0].length);
}

function continuation(lines: readonly string[], from: number): readonly string[] {
  const folded: string[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (!/^\s+\S/.test(line) || trailerValue(line) !== undefined) break;
    folded.push(line.trim());
  }
  return folded;
}

/** Each `name <email>` of a value; a value without angle brackets is one name, or one address when it has an `@`. */
function identities(value: string): readonly Identity[] {
  const found: Identity[] = [];
  let from = 0;
  for (let open = value.indexOf("<"); open !== -1; open = value.indexOf("<", from)) {
    const close = value.indexOf(">", open);
    const end = close === -1 ? value.length : close;
    found.push({
      name: value
        .slice(from, open)
        .replace(/^[\s,;&]+/, "")
        .trim(),
      email: value.slice(open + 1, end).trim(),
    });
    from = end + 1;
  }
  if (found.length > 0) return found;
  const bare = value.trim();
  if (bare === "") return [];
  return [bare.includes("@") ? { name: "", email: bare } : { name: bare, email: "" }];
}
