import { lineFeeds } from "../lexemes.ts";

/** A marked piece of a template; `inner` is without its marks and their dashes. */
export type Tag = {
  readonly sort: "control" | "output" | "comment";
  readonly inner: string;
  readonly line: number;
  /** Places in the text, its marks included. */
  readonly start: number;
  readonly end: number;
};

const MARKS = [
  { open: "{%", close: "%}", sort: "control" },
  { open: "{{", close: "}}", sort: "output" },
  { open: "{#", close: "#}", sort: "comment" },
] as const;

type Tags = { readonly tags: readonly Tag[]; readonly unended?: number };

/** The marked pieces of a template, in their order. One that does not end ends the reading, with its line. */
export function templateTags(text: string): Tags {
  const tags: Tag[] = [];
  let [at, line] = [0, 1];
  for (;;) {
    const start = text.indexOf("{", at);
    if (start === -1) return { tags };
    line += lineFeeds(text.slice(at, start));
    const mark = MARKS.find(({ open }) => text.startsWith(open, start));
    at = start + 1;
    if (mark === undefined) continue;
    const close = text.indexOf(mark.close, start + 2);
    if (close === -1) return { tags, unended: line };
    const end = close + 2;
    const inner = text.slice(start + 2, close);
    tags.push({
      sort: mark.sort,
      inner: inner
        .replace(/^[-+~]/, "")
        .replace(/[-+~]$/, "")
        .trim(),
      line,
      start,
      end,
    });
    line += lineFeeds(inner);
    at = end;
  }
}
