import { hasWord, wordsOf } from "../../facts/words.ts";

const ENVIRONMENTS: readonly (readonly [environment: string, words: ReadonlySet<string>])[] = [
  ["test", new Set(["test", "testing", "qa"])],
  ["staging", new Set(["staging", "stage", "preprod", "canary"])],
  ["development", new Set(["dev", "devel", "development", "sandbox"])],
  ["production", new Set(["prod", "production", "live"])],
];
const MIRRORS: ReadonlySet<string> = new Set([
  "mirror",
  "mirrored",
  "shadow",
  "dark traffic",
  "dark read",
  "dark write",
  "tee",
  "replay traffic",
  "traffic copy",
]);
/** What throws shadows and copies nothing. */
const PICTURES: ReadonlySet<string> = new Set([
  "box shadow",
  "text shadow",
  "drop shadow",
  "shadow dom",
  "shadow root",
  "shadow color",
]);
const INWARD: ReadonlySet<string> = new Set([
  "consumer",
  "subscribe",
  "subscriber",
  "read",
  "reader",
  "fetch",
  "download",
  "load",
  "source",
  "input",
]);

/** The environment that a name states. */
export function environmentOf(about: string): string | undefined {
  const words = new Set(wordsOf(about.slice(0, 1_000)));
  return ENVIRONMENTS.find(([, lexicon]) => [...lexicon].some((word) => words.has(word)))?.[0];
}

/** Whether a name says that traffic is copied to somewhere else. */
export function isMirror(about: string): boolean {
  const short = about.slice(0, 1_000);
  return hasWord(short, MIRRORS) && !hasWord(short, PICTURES);
}

/** Whether what is named is read and not written. */
export function isInward(about: string): boolean {
  return hasWord(about.slice(0, 1_000), INWARD);
}

const REGION = /(?:^|[^a-z])(us|eu|ap|sa|ca|me|af|cn|il|mx)-(?:gov-)?(?:north|south|east|west|central)[a-z]{0,6}-?\d/iu;
const COUNTRY =
  /^[^/]{0,300}\.(cn|ru|ir|de|fr|uk|us|eu|in|jp|kr|br|tr|il|sa|ae|ch|nl|ie|sg|hk|tw|ua|by|kp|sy)(?:[:/]|$)/iu;

/** The country or region that an address names by its zone or its ending. */
export function jurisdictionOf(destination: string): string | undefined {
  const bare = destination.replace(/^[a-z][a-z0-9+.-]{1,20}:\/\//iu, "");
  return (REGION.exec(bare)?.[1] ?? COUNTRY.exec(bare)?.[1])?.toLowerCase();
}
