import type { FileChange, Hazard, Line, Noticed } from "../../contract.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import { longNumberRuns } from "./numbers.ts";
import { hasLongRun, randomRuns } from "./runs.ts";

const ID = "encoded-text";
/** Words that turn encoded text into something that runs or is used. */
const DECODERS =
  /b64decode|base64|atob|unhexlify|fromhex|from_hex|decodestring|fromcharcode|unescape|inflate|gunzip|zlib|loads|\beval\b|\bexec\b|frombase64/i;
/** A run that is decoded in its own file may be as short as this. */
const SHORTEST_DECODED = 40;
const SHORTEST = 120;
/** Digests and sums of dependencies are random by nature. */
const LOCK_FILE =
  /(?:^|\/)(?:[^/]*\.lock|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|[^/]*\.sha256)$/;

/** Payloads that nobody can read: encoded text, random strings, long tables of numbers (attack D15). */
export const encodedText: Hazard = { id: ID, file: inFile };

function inFile({ entry: { path }, added, result }: FileChange): Noticed {
  if (result?.text === undefined || LOCK_FILE.test(path)) return { findings: [] };
  const short = linesWith(added, SHORTEST_DECODED);
  const encoded = short.length > 0 && DECODERS.test(result.text) ? short : [];
  const random = linesWith(added, SHORTEST);
  const numbers = longNumberRuns(added);
  const place = ({ number }: Pick<Line, "number">) => onLine(path, number);
  return {
    findings: [
      ...(encoded.length === 0
        ? []
        : [
            hazardFinding(ID, "text.encoded", {
              title: `Encoded text in ${named(path)}, which also decodes or runs text`,
              at: encoded.map(place),
              evidence: { lines: encoded.length, longest: longest(encoded) },
              ask: "What does the encoded text say, and why is it not in the open?",
            }),
          ]),
      ...(random.length === 0 && numbers.length === 0
        ? []
        : [
            hazardFinding(ID, "text.high-entropy", {
              title: `Text that nobody can read in ${named(path)}`,
              at: [
                ...random.map(place),
                ...numbers.map(({ from, to }) => ({ path, side: "result" as const, from, to })),
              ],
              evidence: { strings: random.length, longest: longest(random), tables: numbers.length },
              ask: "Where do these values come from?",
            }),
          ]),
    ],
  };
}

type Run = Line & { readonly length: number };

function linesWith(lines: readonly Line[], shortest: number): readonly Run[] {
  return lines
    .filter(({ text }) => hasLongRun(text, shortest))
    .flatMap((line) => {
      const found = randomRuns(line.text, shortest);
      return found.length === 0 ? [] : [{ ...line, length: Math.max(...found.map(({ length }) => length)) }];
    });
}

function longest(runs: readonly Run[]): number {
  return runs.reduce((most, { length }) => Math.max(most, length), 0);
}
