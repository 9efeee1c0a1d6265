import { between, pick } from "../../../apps/lumen/src/world/random.ts";
import type { Random } from "../../../apps/lumen/src/world/random.ts";
import { both, call, constant, local, number, text } from "./program.ts";
import type { Expression, Item, Source, Statement, Tongue } from "./program.ts";

/** What a generated service is made of, by the part that each planted edit changes. */
export type Part =
  | "score"
  | "filter"
  | "stages"
  | "sources"
  | "features"
  | "flags"
  | "stream"
  | "labels"
  | "judge"
  | "explore";

export type Service = Readonly<Record<Part, Source>>;

/** Names of actions that are weighed; each service takes some of them. */
const ACTIONS = ["like", "reply", "share", "save", "follow", "click", "dwell", "comment"];

/** A small recommender with names and numbers of its own. */
export function makeService(random: Random, tongue: Tongue): Service {
  const imports = (...more: readonly string[]) => [...tongue.modules.slice(0, between(random, 2, 4)), ...more];
  const source = (folder: string, name: string, items: readonly Item[], ...more: readonly string[]): Source => ({
    folder,
    name,
    imports: imports(...more),
    items,
  });
  const word = pick(random, ["home", "feed", "discover", "reels", "digest", "spotlight"]);
  const explored = tongue.random(String(between(random, 1000, 9999)));
  return {
    score: source(pick(random, ["scorer", "ranking", "scoring"]), `${word} scorer`, scoreItems(random)),
    filter: source("filter", `${word} author filter`, filterItems(random)),
    stages: source("pipeline", `${word} pipeline`, [stages(random), sourcesList(random)]),
    sources: source("sources", `${word} sources`, sourceItems(random)),
    features: source("features", `${word} features`, featureItems(random)),
    flags: source("flags", `${word} flags`, flagItems(random, word)),
    stream: source("telemetry", `${word} impressions`, streamItems(random)),
    labels: source("training", `${word} labels`, labelItems(random)),
    judge: source("prompts", `${word} judge`, judgeItems(random)),
    explore: source("ranking", `${word} exploration`, [{ is: "lines", lines: explored.lines }], ...explored.imports),
  };
}

function some<T>(random: Random, all: readonly T[], count: number): readonly T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((left, right) => left.at - right.at)
    .slice(0, count)
    .map(({ one }) => one);
}

function decimal(random: Random, from: number, to: number): string {
  return (between(random, from * 100, to * 100) / 100).toFixed(2);
}

function scoreItems(random: Random): readonly Item[] {
  const kind = pick(random, ["weight", "boost", "multiplier"]);
  const actions = some(random, ACTIONS, between(random, 4, 6));
  const weights = actions.map(
    (action): Item => ({
      is: "constant",
      name: `${action} ${kind}`,
      sort: "number",
      value: number(decimal(random, 1, 20)),
    }),
  );
  const terms = actions.map((action) =>
    both(constant(`${action} ${kind}`), "*", local("post", `${action} probability`)),
  );
  const sum = terms.reduce<Expression | undefined>(
    (all, term) => (all === undefined ? term : both(all, "+", term)),
    undefined,
  );
  const body: readonly Statement[] = [
    { is: "let", name: "weighted sum", value: sum ?? number("0") },
    { is: "return", value: local("weighted sum") },
  ];
  const takes = [["post", "post"]] as const;
  return [
    ...weights,
    { is: "function", name: "score of", takes, gives: "number", body, note: "Expected value of a post." },
  ];
}

function filterItems(random: Random): readonly Item[] {
  const least = String(between(random, 3, 90) * 100);
  const days = String(between(random, 2, 30));
  const drop: Statement = { is: "return", value: { is: "truth", on: false } };
  const body: readonly Statement[] = [
    { is: "if", when: both(local("post", "author followers"), "<", constant("least followers")), does: drop },
    { is: "if", when: both(local("post", "account age days"), "<", constant("least account age days")), does: drop },
    { is: "if", when: call("viewer", "has muted", local("post", "author id")), does: drop },
    { is: "if", when: both(local("post", "report count"), ">", number(String(between(random, 3, 40)))), does: drop },
    { is: "return", value: { is: "truth", on: true } },
  ];
  const takes = [
    ["post", "post"],
    ["viewer", "viewer"],
  ] as const;
  return [
    { is: "constant", name: "least followers", sort: "whole", value: number(least) },
    { is: "constant", name: "least account age days", sort: "whole", value: number(days) },
    { is: "function", name: "is eligible", takes, gives: "truth", body, note: "Whether a post may be recommended." },
  ];
}

function stages(random: Random): Item {
  const all = [
    "age filter",
    "muted author filter",
    "blocked author filter",
    "spam filter",
    "nudity filter",
    "self harm filter",
    "duplicate filter",
  ];
  return {
    is: "list",
    name: pick(random, ["filters", "post filters", "safety filters"]),
    of: "stage",
    items: some(random, all, 5),
  };
}

function sourcesList(random: Random): Item {
  const all = [
    "followed source",
    "trending source",
    "similar posts source",
    "nearby source",
    "topic source",
    "graph source",
  ];
  return { is: "list", name: "candidate sources", of: "stage", items: some(random, all, 4) };
}

function sourceItems(random: Random): readonly Item[] {
  return some(random, ["followed", "trending", "similar", "topic"], 3).flatMap((name): readonly Item[] => [
    {
      is: "constant",
      name: `${name} index name`,
      sort: "text",
      value: text(`${name}_posts_v${between(random, 1, 9)}`),
    },
    { is: "constant", name: `${name} max results`, sort: "whole", value: number(String(between(random, 5, 80) * 10)) },
  ]);
}

function featureItems(random: Random): readonly Item[] {
  const all = [
    "post_age_hours",
    "author_followers",
    "topic_interest",
    "like_count",
    "language_match",
    "has_video",
    "reply_rate",
    "embedding_score",
  ];
  return [{ is: "list", name: "serving features", of: "text", items: some(random, all, 6) }];
}

function flagItems(random: Random, word: string): readonly Item[] {
  return some(random, ["cold start", "fresh posts", "author cap", "topic mixing"], 3).map((name) => ({
    is: "constant",
    name: `enable ${name}`,
    sort: "truth",
    value: call("flags", "boolean flag", text(`${word}_${name.replaceAll(" ", "_")}_enabled`), {
      is: "truth",
      on: false,
    }),
  }));
}

function streamItems(random: Random): readonly Item[] {
  const body: readonly Statement[] = [
    { is: "do", call: call("record", "put", text("post_id"), local("post", "id")) },
    { is: "do", call: call("record", "put", text("position"), local("post", "position")) },
    { is: "do", call: call("record", "put", text("surface"), text("home")) },
    { is: "do", call: call("stats", "increment", text("served_by_source"), local("post", "source")) },
    { is: "do", call: call("stats", "increment", text("served_by_author_country"), local("post", "author country")) },
    { is: "do", call: call("producer", "send", constant("impression topic"), local("record")) },
  ];
  const takes = [
    ["post", "post"],
    ["viewer", "viewer"],
  ] as const;
  return [
    { is: "constant", name: "impression topic", sort: "text", value: text(`impressions_v${between(random, 1, 9)}`) },
    {
      is: "constant",
      name: "stream cluster",
      sort: "text",
      value: text(`events-${between(random, 1, 9)}.prod.plume.example`),
    },
    { is: "function", name: "on served", takes, gives: "nothing", body, note: "Tells what was shown." },
  ];
}

function labelItems(random: Random): readonly Item[] {
  const good = some(random, ACTIONS, 3).map((action) => [action, "1"] as const);
  const digest = Array.from({ length: 64 }, () => pick(random, ["0", "3", "7", "a", "c", "e"])).join("");
  return [
    { is: "map", name: "label values", entries: [...good, ["report", "-1"], ["hide", "-1"]] },
    { is: "constant", name: "learning rate", sort: "number", value: number("0.001") },
    {
      is: "constant",
      name: "ranker model uri",
      sort: "text",
      value: text(`s3://plume-models/ranker/${between(random, 100, 999)}@sha256:${digest}`),
    },
  ];
}

function judgeItems(random: Random): readonly Item[] {
  const what = pick(random, ["threats", "scams", "injuries", "hatred"]);
  const fail: Statement = { is: "return", value: { is: "truth", on: false } };
  return [
    {
      is: "constant",
      name: "judge prompt",
      sort: "text",
      value: text(`You judge posts. Answer yes or no: is the post free of ${what}?`),
    },
    { is: "constant", name: "judge temperature", sort: "number", value: number("0.0") },
    {
      is: "function",
      name: "is allowed by judge",
      takes: [["answer", "text"]],
      gives: "truth",
      body: [
        {
          is: "if",
          when: both(local("answer"), "==", text("yes")),
          does: { is: "return", value: { is: "truth", on: true } },
        },
        fail,
      ],
      note: "An answer that cannot be read blocks the post.",
    },
  ];
}
