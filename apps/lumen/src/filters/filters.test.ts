import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLumen, viewerOf } from "../lumen.ts";
import { parseAnswer } from "../judge/judge.ts";
import type { Candidate } from "../pipeline/candidate.ts";
import type { Author, Post, Viewer } from "../world/kinds.ts";
import { FILTERS } from "./registry.ts";

const lumen = openLumen(join(import.meta.dirname, "../.."), 1);

const author: Author = {
  id: 7_000_001,
  handle: "somebody",
  country: "norland",
  language: "nor",
  tier: "large",
  leaning: "none",
  followers: 90_000,
  accountAgeDays: 900,
  upheldReports: 0,
  craft: 0.5,
};
const post: Post = {
  id: 900_900_900,
  author,
  topic: "music",
  language: "nor",
  words: ["album", "concert", "again", "today"],
  ageHours: 3,
  videoSeconds: 0,
  link: "",
  isReply: false,
  likes: 100,
  replies: 3,
  appeal: 0.5,
};
const viewer: Viewer = {
  ...viewerOf(lumen, 7),
  language: "nor",
  follows: new Set(),
  mutedAuthors: new Set(),
  mutedWords: new Set(),
  blockedBy: new Set(),
};

/** The first filter that drops a post which is like the sound one but for these fields. */
function droppedBy(change: Partial<Post>, of: Partial<Viewer> = {}): string | undefined {
  const candidate: Candidate = { post: { ...post, ...change }, source: "trending", features: new Map() };
  const request = { ...lumen, viewer: { ...viewer, ...of }, surface: "for-you" as const };
  return FILTERS.find((filter) => !filter.keeps(candidate, request))?.name;
}

describe("filters", () => {
  it("keep a sound post", () => expect(droppedBy({})).toBeUndefined());

  it.each<{ name: string; change: Partial<Post>; of?: Partial<Viewer> }>([
    { name: "AgeFilter", change: { ageHours: 73 } },
    { name: "MutedAuthorFilter", change: {}, of: { mutedAuthors: new Set([author.id]) } },
    { name: "BlockedByAuthorFilter", change: {}, of: { blockedBy: new Set([author.id]) } },
    { name: "MutedWordsFilter", change: {}, of: { mutedWords: new Set(["concert"]) } },
    { name: "SpamDomainFilter", change: { link: "lucky-wheel.example" } },
    {
      name: "ReplySpamFilter",
      change: { isReply: true, words: ["a", "b", "c"], author: { ...author, followers: 4999 } },
    },
    {
      name: "ReplySpamFilter",
      change: { isReply: true, link: "blog.example", author: { ...author, followers: 4999 } },
    },
    { name: "EligibilityFilter", change: { isReply: true } },
    { name: "EligibilityFilter", change: { author: { ...author, accountAgeDays: 6 } } },
    { name: "EligibilityFilter", change: { author: { ...author, upheldReports: 3 } } },
    { name: "EligibilityFilter", change: { language: "sud", likes: 39 } },
    { name: "ShortPostFilter", change: { words: ["album", "again"] } },
    { name: "VideoFilter", change: { videoSeconds: 601 } },
    { name: "TopicJudgeFilter", change: { words: ["weapon", "injury", "today"] } },
  ])("$name drops its like: $change", ({ name, change, of }) => expect(droppedBy(change, of)).toBe(name));

  it("let followed authors answer, and speak another language", () => {
    const follows = new Set([author.id]);
    expect(droppedBy({ isReply: true, language: "sud", likes: 0 }, { follows })).toBeUndefined();
  });

  it("block what the judge says unclearly", () => {
    expect(parseAnswer(" Allow.\n")).toBe("allow");
    expect(parseAnswer("I would rather not say.")).toBe("block");
  });
});
