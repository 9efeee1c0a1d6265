import { StringDecoder } from "node:string_decoder";

/** Takes the words of a program as they come, and tells whole lines of them; `end` tells what has no end of line. */
export function linesOf(tell: (line: string) => void): {
  readonly write: (words: Buffer | string) => void;
  readonly end: () => void;
} {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (words: string) => {
    const lines = (rest + words).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) tell(line);
  };
  return {
    write: (words) => take(typeof words === "string" ? words : decoder.write(words)),
    end: () => {
      take(decoder.end());
      if (rest !== "") tell(rest);
      rest = "";
    },
  };
}
