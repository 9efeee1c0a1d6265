import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../src/config/settings.ts";
import { hydrate } from "../src/features/hydrate.ts";
import { lightModel } from "../src/models/light-ranker.ts";
import { ACTIONS } from "../src/models/actions.ts";
import { formatSafetensors, parseSafetensors } from "../src/models/safetensors.ts";
import type { Tensor } from "../src/models/safetensors.ts";
import { TOPICS } from "../src/world/kinds.ts";
import { between, seededRandom } from "../src/world/random.ts";
import { truth } from "../src/world/truth.ts";
import { makeWorld } from "../src/world/world.ts";
import { boost } from "./boost.ts";
import { formatTreeModel } from "./tree-text.ts";

const ROOT = join(import.meta.dirname, "..");
/** Worlds that models are fitted on; none of them is the one that is served by default. */
const SEEDS = [101, 102, 103];
const SAMPLES = 6000;
const OPTIONS = { rounds: 12, leaves: 6, learningRate: 0.3 };

writeFileSync(join(ROOT, "models/light.safetensors"), formatSafetensors(topicEmbeddings()));
writeFileSync(join(ROOT, "models/heavy.txt"), fitHeavy());

/** Topics that the same people like lie near each other: news by politics, sport by games, science by nature. */
function topicEmbeddings(): ReadonlyMap<string, Tensor> {
  const near: readonly (readonly number[])[] = [
    [1, 0.6, 0, 0, 0.2, 0, 0, 0],
    [0.6, 1, 0, 0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0, 0, 0.5, 0],
    [0, 0, 0, 1, 0, 0.3, 0.2, 0],
    [0.2, 0, 0, 0, 1, 0, 0, 0.5],
    [0, 0, 0, 0.3, 0, 1, 0, 0.2],
    [0, 0, 0.5, 0.2, 0, 0, 1, 0],
    [0, 0, 0, 0, 0.5, 0.2, 0, 1],
  ];
  return new Map([["topic_embedding", { shape: [TOPICS.length, 8], values: near.flat() }]]);
}

/** Viewers meet random posts; each output learns the world's truth for its action. */
function fitHeavy(): string {
  const settings = readSettings(ROOT);
  const models = {
    heavy: { features: [], outputs: 0, trees: [] },
    light: lightModel(parseSafetensors(readFileSync(join(ROOT, "models/light.safetensors")))),
  };
  const meetings = SEEDS.flatMap((seed) => {
    const world = makeWorld(seed);
    const random = seededRandom(seed);
    return Array.from({ length: SAMPLES / SEEDS.length }, () => {
      const viewer = world.viewers[between(random, 0, world.viewers.length - 1)];
      const post = world.posts[between(random, 0, world.posts.length - 1)];
      if (viewer === undefined || post === undefined) throw new Error("an empty world");
      return { viewer, post, request: { surface: "for-you" as const, viewer, world, settings, models } };
    });
  });
  const features = [...settings.servedFeatures];
  const rows = meetings.map(({ post, request }) => {
    const values = hydrate(post, request);
    return features.map((name) => values.get(name) ?? 0);
  });
  const forests = ACTIONS.map((action) =>
    boost(
      rows,
      meetings.map(({ viewer, post }) => truth(viewer, post, action)),
      OPTIONS,
    ),
  );
  return formatTreeModel(features, rows, forests);
}
