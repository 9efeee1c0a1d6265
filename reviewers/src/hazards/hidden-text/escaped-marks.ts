import type { Path } from "@countersign/core";
import { languageOf } from "../../readers/tokens/language.ts";

/** Languages whose compilers resolve `\u…` before anything else, in remarks too. */
const RESOLVES: ReadonlySet<string> = new Set(["java", "scala", "groovy"]);
/** What ends a line, a remark or a literal. */
const ENDS: ReadonlySet<number> = new Set([0x0a, 0x0d, 0x22, 0x27, 0x2a, 0x2f, 0x5c]);

/**
 * Escapes in a line that spell what ends a remark or a literal, in a language where they do end it: `// \u000a run();` runs. Others tell
 * no reader anything else than what stands there.
 */
export function escapedMarks(path: Path, line: string): readonly string[] {
  if (!line.includes("\\u") || !RESOLVES.has(languageOf(path))) return [];
  const found: string[] = [];
  for (const [escape, hidden = "", digits = ""] of line.matchAll(/(?<!\\)(\\+)u+([0-9a-fA-F]{4})/g))
    if (hidden.length % 2 === 1 && ENDS.has(Number.parseInt(digits, 16))) found.push(escape.slice(hidden.length - 1));
  return found;
}
