import type { Value } from "../../facts/fact.ts";
import { hasWord, wordIn } from "../../facts/words.ts";
import type { FileKind } from "../../presets/kind.ts";

/** What a list is of, and its members as texts. */
export type Members = { readonly kind: string; readonly texts: readonly string[] };

/** How many make a list of people or places (recommender.md §2, `entity`). */
const FEWEST_NUMBERS = 10;
const FEWEST_NAMES = 5;
const LEAST_DIGITS = 6;

const SUBJECTS: readonly (readonly [kind: string, words: ReadonlySet<string>])[] = [
  ["country", new Set(["country", "countries", "nation", "region", "geo", "locale", "market"])],
  ["language", new Set(["language", "languages", "lang"])],
  ["party", new Set(["party", "parties", "candidate name", "politician", "ideology", "leaning"])],
  ["topic", new Set(["topic", "topics", "category", "hashtag"])],
  ["keyword", new Set(["keyword", "keywords", "phrase", "banned word", "blocked word", "muted word", "slur"])],
  ["domain", new Set(["domain", "domains", "hostname", "publisher", "site"])],
  [
    "account",
    new Set([
      "user",
      "users",
      "author",
      "account",
      "accounts",
      "screen name",
      "handle",
      "creator",
      "owner",
      "user id",
      "actor",
      "did",
    ]),
  ],
];

const LISTS: ReadonlySet<string> = new Set(
  "block blocked blocklist blacklist deny denied denylist allow allowed allowlist whitelist ban banned trusted excluded spam muted suspended protected vip vips".split(
    " ",
  ),
);

/**
 * Members of a list of accounts, handles, domains, hashes, codes or keywords; undefined for any other list. `about` is its name and
 * what stands around it. Ten integers of six digits, or five handles, domains or hashes; codes and words where a name says what of.
 */
export function membersOf(items: readonly Value[], about: string, kinds: ReadonlySet<FileKind>): Members | undefined {
  const texts = items.flatMap((item) => (item.is === "string" || item.is === "number" ? [item.text.trim()] : []));
  if (texts.length === 0 || texts.length * 10 < items.length * 9) return undefined;
  const share = (test: (text: string) => boolean) => texts.filter(test).length * 10 >= texts.length * 9;
  if (share(isAccount))
    return texts.length >= FEWEST_NUMBERS && !hasWord(about, NUMBERS) ? { kind: "account", texts } : undefined;
  const subject = subjectOf(about);
  if (texts.length >= FEWEST_NAMES) {
    if (share(isHandle)) return { kind: "handle", texts };
    if (share(isHash)) return { kind: "hash", texts };
    if (share(isDomain)) return { kind: "domain", texts };
  }
  if (share(isCode) && (subject === "country" || subject === "language")) return { kind: subject, texts };
  if (!share(isWord)) return undefined;
  if (subject !== undefined && subject !== "topic" && hasWord(about, LISTS)) return { kind: subject, texts };
  return subject === "keyword" || (kinds.has("list") && hasWord(about, LISTS))
    ? { kind: subject ?? "keyword", texts }
    : undefined;
}

/** Whom or what a name is about: an account, a country, a topic; undefined for anything else. */
export function subjectOf(name: string): string | undefined {
  const short = name.slice(0, 400);
  return SUBJECTS.find(([, words]) => wordIn(short, words) !== undefined)?.[0];
}

/** Words of tables of numbers that are nobody: hashes, seeds, ports, error codes. */
const NUMBERS: ReadonlySet<string> = new Set(
  "seed seeds prime primes hash hashes port ports shard shards error errors code codes status bucket buckets crc magic table coefficients constants timestamp timestamps".split(
    " ",
  ),
);

function isAccount(text: string): boolean {
  const bare = text.replaceAll("_", "").replace(/[uUlLnN]\w{0,3}$/u, "");
  return bare.length >= LEAST_DIGITS && bare.length <= 20 && /^\d+$/u.test(bare);
}

function isHandle(text: string): boolean {
  return /^@[A-Za-z0-9_.-]{2,40}$/u.test(text);
}

function isDomain(text: string): boolean {
  return (
    text.length <= 253 &&
    /^(?:\*\.)?(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}$/u.test(text) &&
    !/\.(?:[jt]sx?|py|rs|go|java|scala|ya?ml|json|md|txt|proto|sql|toml)$/u.test(text)
  );
}

function isHash(text: string): boolean {
  return /^(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/iu.test(text) && /\d/u.test(text);
}

function isCode(text: string): boolean {
  return /^[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?$/u.test(text);
}

function isWord(text: string): boolean {
  return text.length >= 2 && text.length <= 100 && /\p{L}/u.test(text);
}
