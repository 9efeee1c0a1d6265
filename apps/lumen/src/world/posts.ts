import { TOPICS } from "./kinds.ts";
import type { Author, Post, Topic } from "./kinds.ts";
import { between, pick, skewed } from "./random.ts";
import type { Random } from "./random.ts";

const WORDS: Readonly<Record<Topic, readonly [string, ...string[]]>> = {
  news: ["council", "harbour", "report", "storm", "budget", "bridge"],
  politics: ["election", "minister", "vote", "reform", "coalition", "parade"],
  sport: ["match", "goal", "league", "injury", "final", "coach"],
  music: ["album", "concert", "choir", "guitar", "melody", "stage"],
  science: ["orbit", "enzyme", "fossil", "theorem", "telescope", "reef"],
  food: ["bread", "market", "soup", "harvest", "recipe", "vinegar"],
  games: ["puzzle", "level", "spoiler", "arena", "dice", "lottery"],
  nature: ["forest", "heron", "river", "lichen", "glacier", "meadow"],
};
const COMMON = ["today", "again", "never", "please", "finally", "together", "weapon", "tonight"] as const;
const LINKS = [
  "courier.example",
  "north-herald.example",
  "lucky-wheel.example",
  "cheap-clicks.example",
  "blog.example",
] as const;

/** Posts of the last three days; larger authors write more of them. */
export function makePosts(random: Random, authors: readonly Author[], count: number): readonly Post[] {
  const [first, ...others] = authors.flatMap((author) => (author.tier === "small" ? [author] : [author, author]));
  if (first === undefined) return [];
  return Array.from({ length: count }, (_, index) => makePost(random, pick(random, [first, ...others]), index));
}

function makePost(random: Random, author: Author, index: number): Post {
  const topic = pick(random, TOPICS);
  const appeal = (random() + author.craft) / 2;
  const seen = Math.sqrt(author.followers) * (0.2 + appeal);
  return {
    id: 900_000_000 + index * 11,
    author,
    topic,
    language: author.language,
    words: Array.from({ length: between(random, 2, 9) }, () => pick(random, random() < 0.6 ? WORDS[topic] : COMMON)),
    ageHours: between(random, 0, 96),
    videoSeconds: random() < 0.25 ? between(random, 5, 900) : 0,
    link: random() < 0.15 ? pick(random, LINKS) : "",
    isReply: random() < 0.2,
    likes: Math.floor(seen * random()),
    replies: skewed(random, 0, 1 + seen / 3),
    appeal,
  };
}
