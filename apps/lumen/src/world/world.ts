import { COUNTRIES, LANGUAGE_OF, TOPICS } from "./kinds.ts";
import type { Author, Leaning, Tier, Viewer, World } from "./kinds.ts";
import { makePosts } from "./posts.ts";
import { between, pick, seededRandom, skewed } from "./random.ts";
import type { Random } from "./random.ts";

const AUTHORS = 160;
const POSTS = 1400;
const VIEWERS = 64;

/** The whole world of a seed: people, and what they posted in the last three days. */
export function makeWorld(seed: number): World {
  const random = seededRandom(seed);
  const authors = Array.from({ length: AUTHORS }, (_, index) => makeAuthor(random, index));
  const posts = makePosts(random, authors, POSTS);
  const viewers = Array.from({ length: VIEWERS }, (_, index) => makeViewer(random, authors, index));
  return { seed, authors, posts, viewers };
}

function makeAuthor(random: Random, index: number): Author {
  const country = pick(random, COUNTRIES);
  const followers = skewed(random, 40, 400_000);
  return {
    id: 7_100_000 + index * 37,
    handle: `author_${index}`,
    country,
    language: random() < 0.85 ? LANGUAGE_OF[country] : "wes",
    tier: tierOf(followers),
    leaning: leaningOf(random),
    followers,
    accountAgeDays: skewed(random, 1, 4000) + between(random, 0, 30),
    upheldReports: random() < 0.06 ? between(random, 1, 6) : 0,
    craft: random(),
  };
}

function tierOf(followers: number): Tier {
  if (followers < 1000) return "small";
  return followers < 50_000 ? "middle" : "large";
}

function leaningOf(random: Random): Leaning {
  return pick(random, ["left", "right", "none", "none"]);
}

function makeViewer(random: Random, authors: readonly Author[], id: number): Viewer {
  const country = pick(random, COUNTRIES);
  const language = LANGUAGE_OF[country];
  const [news, politics, sport, music, science, food, games, nature] = TOPICS.map(() => random() ** 2);
  const near = authors.filter((author) => author.language === language || random() < 0.1);
  const chosen = (share: number) => new Set(near.filter(() => random() < share).map((author) => author.id));
  return {
    id,
    country,
    language,
    leaning: leaningOf(random),
    interests: {
      news: news ?? 0,
      politics: politics ?? 0,
      sport: sport ?? 0,
      music: music ?? 0,
      science: science ?? 0,
      food: food ?? 0,
      games: games ?? 0,
      nature: nature ?? 0,
    },
    follows: chosen(0.25),
    mutedAuthors: chosen(0.04),
    mutedWords: new Set(random() < 0.5 ? [pick(random, ["lottery", "spoiler", "parade", "injury"])] : []),
    blockedBy: chosen(0.02),
    ip: `198.51.100.${between(random, 1, 254)}`,
    deviceId: `device-${between(random, 100_000, 999_999)}`,
  };
}
