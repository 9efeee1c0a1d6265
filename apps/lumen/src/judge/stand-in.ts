import { hashOf } from "../world/random.ts";
import type { Answerer } from "./judge.ts";

/** Plays the language model: blocks weapons beside injuries, and now and then says something that is no answer. */
export const standIn: Answerer = (prompt) => {
  const post = prompt.split("\n").find((line) => line.startsWith("Post:")) ?? "";
  if (post.includes("weapon") && post.includes("injury")) return "Block.";
  return hashOf(post) % 9 === 0 ? "I would rather not say." : "Allow";
};
