/** What posts are about. */
export const TOPICS = ["news", "politics", "sport", "music", "science", "food", "games", "nature"] as const;
export type Topic = (typeof TOPICS)[number];

/** Countries of this world, with the language that most people speak there. */
export const COUNTRIES = ["norland", "westmark", "sudria"] as const;
export type Country = (typeof COUNTRIES)[number];

export type Language = "nor" | "wes" | "sud";
export const LANGUAGE_OF: Readonly<Record<Country, Language>> = { norland: "nor", westmark: "wes", sudria: "sud" };

/** How large an author's audience is. */
export type Tier = "small" | "middle" | "large";
export type Leaning = "left" | "right" | "none";

export type Author = {
  readonly id: number;
  readonly handle: string;
  readonly country: Country;
  readonly language: Language;
  readonly tier: Tier;
  readonly leaning: Leaning;
  readonly followers: number;
  readonly accountAgeDays: number;
  readonly upheldReports: number;
  /** How good the posts are, from 0 to 1; no part of the ranker may see it. */
  readonly craft: number;
};

export type Post = {
  readonly id: number;
  readonly author: Author;
  readonly topic: Topic;
  readonly language: Language;
  readonly words: readonly string[];
  readonly ageHours: number;
  readonly videoSeconds: number;
  readonly link: string;
  readonly isReply: boolean;
  readonly likes: number;
  readonly replies: number;
  /** How much people like it, from 0 to 1; no part of the ranker may see it. */
  readonly appeal: number;
};

export type Viewer = {
  readonly id: number;
  readonly country: Country;
  readonly language: Language;
  readonly leaning: Leaning;
  /** What the viewer wants, from 0 to 1 for each topic; the ranker sees it as past behaviour. */
  readonly interests: Readonly<Record<Topic, number>>;
  readonly follows: ReadonlySet<number>;
  readonly mutedAuthors: ReadonlySet<number>;
  readonly mutedWords: ReadonlySet<string>;
  readonly blockedBy: ReadonlySet<number>;
  readonly ip: string;
  readonly deviceId: string;
};

export type World = {
  readonly seed: number;
  readonly authors: readonly Author[];
  readonly posts: readonly Post[];
  readonly viewers: readonly Viewer[];
};
