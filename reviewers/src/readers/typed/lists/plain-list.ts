import { fileName } from "../../../content/names.ts";
import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { TypedReading } from "../typed-reading.ts";
import { wordValue } from "../value.ts";

/** Lines that are looked at to tell a list from prose. */
const LOOKED_AT = 500;

/** Whether a text is a list, one item a line: nine lines in ten, comments apart, have no space inside. */
export function looksLikeList(text: string): boolean {
  const items = text
    .split("\n", LOOKED_AT)
    .map(itemOf)
    .filter((item) => item !== "");
  const single = items.filter((item) => !/\s/.test(item) && item.length <= 200);
  return items.length > 0 && single.length * 10 >= items.length * 9;
}

/** Reads a file of one item a line as a list by the file's name; comments are its notes. Its order says nothing. */
export function readPlainList({ path, text }: SourceText): TypedReading {
  const facts = new FactCollector("list");
  const lines = text.split("\n");
  const items = lines.map(itemOf).filter((item) => item !== "");
  const notes = lines.filter((line) => MARK.test(line)).slice(0, 100);
  facts.list(
    { from: 1, to: lines.length, within: [] },
    {
      name: fileName(path),
      items: items.map(wordValue),
      ordered: false,
      notes: notes.map((note) =>
        note
          .replace(/^[\s#;/!-]{1,20}/, "")
          .slice(0, 400)
          .trim(),
      ),
    },
  );
  return facts.reading();
}

const MARK = /^\s{0,40}(?:#|;|\/\/|!|--)/;

function itemOf(line: string): string {
  if (MARK.test(line)) return "";
  const comment = line.search(/\s#/);
  return (comment === -1 ? line : line.slice(0, comment)).trim();
}
