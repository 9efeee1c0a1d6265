import { wordsOf } from "../../facts/words.ts";

/** Where people meet recommendations, by one or two words of a name. */
const SURFACES: ReadonlySet<string> = new Set([
  "for you",
  "following",
  "home",
  "search",
  "explore",
  "trends",
  "trending",
  "notifications",
  "notification",
  "push",
  "profile",
  "shorts",
  "reels",
  "video",
  "related",
  "similar",
  "discover",
  "lists",
  "communities",
  "topics",
  "ads",
]);

/** The surface that a list serves: a word for one in the names around it, the file's name or its folders; else the outermost name. */
export function surfaceOf(path: string, within: readonly string[], list: string): string {
  const parts = path.split("/");
  for (const name of [list, ...within.toReversed(), ...parts.toReversed()]) {
    const words = wordsOf(name);
    for (const [index, word] of words.entries()) {
      const two = `${word} ${words[index + 1] ?? ""}`;
      if (SURFACES.has(two)) return two;
      if (SURFACES.has(word)) return word;
    }
  }
  const outer = within[0] ?? (parts.at(-1) ?? "").replace(/\..*$/u, "");
  return wordsOf(outer)
    .filter((word) => !["pipeline", "config", "candidate", "registry", "builder", "impl"].includes(word))
    .join(" ");
}
