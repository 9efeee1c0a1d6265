import type { MarkedLine } from "../../contract.ts";
import type { Fact } from "../../facts/fact.ts";
import { hasWord, wordIn } from "../../facts/words.ts";
import type { Side } from "../extract.ts";

/** UTF-16 units of a file's words that are looked through. */
const LONGEST = 200_000;

const set = (words: string): ReadonlySet<string> => new Set(words.split(","));

const ACTIONS: readonly (readonly [action: string, words: ReadonlySet<string>])[] = [
  ["count", set("counter,stats,metric,metrics,tracked,logged,impressions")],
  ["boost", set("boost,promote,boosted,promoted,allow,allowed,allowlist,whitelist,trusted,pinned")],
  ["demote", set("demote,penalty,downrank,demoted,deboost,multiplier")],
  [
    "drop",
    set(
      "filter,drop,dropped,remove,exclude,excluded,block,blocked,ban,banned,denylist,blocklist,blacklist,hide,suspended",
    ),
  ],
];
const APPLIES: readonly (readonly [to: string, words: ReadonlySet<string>])[] = [
  ["author", set("author")],
  ["repost", set("retweet,retweeted,repost,reposted")],
  ["quote", set("quote,quoted")],
  ["reply", set("reply,replied")],
  ["ancestor", set("ancestor,conversation")],
  ["viewer", set("viewer")],
];
const EXCEPTIONS = set("followed,following,follows");
const SCOPES = set("viewer country,country code,user country,request country,viewer region,country");
const EXPIRES = set("expire,expires,expiry,expiration,valid until,until,end date,sunset");
const SWITCHES = set("enabled,enable,feature switch,decider,flag,param,gate");
const HIDDEN = set("obfuscated,hashed,anonymised,anonymized,encrypted");
const BASIS = /https?:\/\/[^\s)>"]{4,200}|§\s?\d+|\b(?:Act|Article|Art\.|Regulation|Directive|law)\s[\w./-]{1,40}/u;

type Columns = { readonly [column: string]: string | undefined };

/**
 * What stands around a list: what is done with its members, to what it applies, who is excepted; whether the code around reads the
 * viewer's country, an expiry, a switch; what law or page a comment names; whether members are hidden. Its own file alone is asked.
 */
export function circumstances(side: Side, fact: Fact): Columns {
  const name = "name" in fact ? fact.name : "";
  const notes = ["notes" in fact ? fact.notes.join(" ") : "", commentsAbove(side, fact)].join(" ").slice(0, LONGEST);
  const own = [name, ...fact.within, side.file.path].join(" ");
  const action = ACTIONS.find(([, lexicon]) => hasWord(own, lexicon))?.[0];
  return {
    action: action ?? (side.file.kinds.has("filter") ? "drop" : "unknown"),
    basis: BASIS.exec(notes)?.[0],
    hidden: wordIn(notes, HIDDEN),
    ...aroundOf(side),
  };
}

/** Lines above a list in which a comment is about it. */
const ABOVE = 40;

/** What the change's comments say shortly above: the ground, and whether members are hidden, seldom stand right at the list. */
function commentsAbove({ file, words }: Side, { from }: Fact): string {
  const lines = words === file.result?.words ? file.added : file.removed;
  const above = commentsOf(lines);
  const found: string[] = [];
  for (let number = Math.max(1, from - ABOVE); number < from; number += 1) found.push(above.get(number) ?? "");
  return found.join(" ");
}

function commentsOf(lines: readonly MarkedLine[]): ReadonlyMap<number, string> {
  const before = comments.get(lines);
  if (before !== undefined) return before;
  const found = new Map(
    lines.flatMap(({ sort, number, text }) => (sort === "comment" ? [[number, text.slice(0, 2_000)]] : [])),
  );
  comments.set(lines, found);
  return found;
}

const comments = new WeakMap<readonly MarkedLine[], ReadonlyMap<number, string>>();

const known = new WeakMap<Side, Columns>();

/** The same for every list of a file, so the words are looked through once. */
function aroundOf(side: Side): Columns {
  const before = known.get(side);
  if (before !== undefined) return before;
  const words = [...side.words]
    .filter((word) => word.length <= 100)
    .join(" ")
    .slice(0, LONGEST);
  const columns = {
    appliesTo: APPLIES.filter(([, lexicon]) => hasWord(words, lexicon))
      .map(([to]) => to)
      .join(" "),
    exception: wordIn(words, EXCEPTIONS),
    scope: wordIn(words, SCOPES),
    expires: wordIn(words, EXPIRES),
    switch: wordIn(words, SWITCHES),
  };
  known.set(side, columns);
  return columns;
}
