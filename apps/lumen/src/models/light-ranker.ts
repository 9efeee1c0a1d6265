import { TOPICS } from "../world/kinds.ts";
import type { Post, Viewer } from "../world/kinds.ts";
import type { Tensor } from "./safetensors.ts";

/** The embedding of each topic, in the order of `TOPICS`. */
export type LightModel = readonly (readonly number[])[];

/** The light model of its tensors. */
export function lightModel(tensors: ReadonlyMap<string, Tensor>): LightModel {
  const embeddings = tensors.get("topic_embedding");
  const [topics = 0, width = 0] = embeddings?.shape ?? [];
  if (embeddings === undefined || topics !== TOPICS.length) throw new Error("the light model has other topics");
  return TOPICS.map((_, topic) => embeddings.values.slice(topic * width, (topic + 1) * width));
}

/** How near a viewer's interests are to a post's topic, by the embeddings of the light model; about -1 to 1. */
export function interestSimilarity(light: LightModel, viewer: Viewer, post: Post): number {
  const wanted = (light[0] ?? []).map((_, at) =>
    TOPICS.reduce((sum, topic, index) => sum + viewer.interests[topic] * (light[index]?.[at] ?? 0), 0),
  );
  return cosine(wanted, light[TOPICS.indexOf(post.topic)] ?? []);
}

function cosine(left: readonly number[], right: readonly number[]): number {
  const length = Math.sqrt(dot(left, left) * dot(right, right));
  return length === 0 ? 0 : dot(left, right) / length;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
