import type { Examined } from "../../contract.ts";
import { hasWord } from "../../facts/words.ts";
import { lexicon } from "../words.ts";

const TIMES = lexicon("timeout,deadline,time limit,with timeout,abort signal");
const SIZES = lexicon(
  "limit reader,max bytes,max bytes reader,max content length,max size,max length,size limit,byte limit,max body",
);

/** UTF-16 units of a file's words that are looked at. */
const LONGEST = 50_000;

/** What a file that calls out nowhere speaks of: a limit of time, of size, or of both; undefined where it has both. */
export function lackedLimits(file: Pick<Examined, "result"> | undefined): string | undefined {
  const words = [...(file?.result?.words ?? [])].join(" ").slice(0, LONGEST);
  const lacks = [hasWord(words, TIMES) ? [] : ["time"], hasWord(words, SIZES) ? [] : ["size"]].flat();
  return lacks.length === 0 ? undefined : lacks.join(" or ");
}
