import { wordsOf } from "../../../facts/words.ts";
import type { Token } from "../../reading.ts";

/** Words that one place has, units that are read of one remark, and lines of remarks above. */
const MOST_WORDS = 60;
const LONGEST = 1_000;
const MOST_ABOVE = 8;

/** Words of the remark on a line, of remarks and annotations alone on the lines right above it. */
export function notesOf(tokens: readonly Token[]): (line: number) => readonly string[] {
  const [remarks, annotated, code] = [new Map<number, string>(), new Set<number>(), new Set<number>()];
  tokens.forEach((token, index) => {
    if (token.is === "comment") {
      remarks.set(token.end, `${remarks.get(token.end) ?? ""} ${token.text.slice(0, LONGEST)}`);
    } else code.add(token.line);
    const opens =
      tokens[index - 1]?.end !== token.line &&
      (token.text === "@" || (token.text === "#" && tokens[index + 1]?.text === "["));
    if (opens)
      remarks.set(
        token.line,
        tokens
          .slice(index, index + 24)
          .filter((one) => one.line === token.line)
          .map(({ text }) => text)
          .join(" "),
      );
    if (opens) annotated.add(token.line);
  });
  const known = new Map<number, readonly string[]>();
  return (line) => {
    const found = known.get(line) ?? wordsAt(line, remarks, (above) => !code.has(above) || annotated.has(above));
    known.set(line, found);
    return found;
  };
}

function wordsAt(
  line: number,
  remarks: ReadonlyMap<number, string>,
  stands: (line: number) => boolean,
): readonly string[] {
  const texts = [remarks.get(line) ?? ""];
  for (let above = line - 1; above > line - MOST_ABOVE && remarks.has(above) && stands(above); above -= 1)
    texts.unshift(remarks.get(above) ?? "");
  return texts.flatMap((text) => wordsOf(text.slice(0, LONGEST))).slice(0, MOST_WORDS);
}
