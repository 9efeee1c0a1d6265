import type { Action } from "../models/actions.ts";
import type { Post, Viewer } from "./kinds.ts";

/**
 * The true probability that a viewer does something with a post: what models try to learn and evaluation knows. It
 * depends on interest, appeal and language, and for reports on leaning.
 */
export function truth(viewer: Viewer, post: Post, action: Action): number {
  const interest = viewer.interests[post.topic];
  const understood = viewer.language === post.language ? 1 : 0.25;
  const known = viewer.follows.has(post.author.id) ? 1.4 : 1;
  const pleasure = interest * post.appeal * understood * known;
  switch (action) {
    case "like":
      return clamp(0.02 + 0.5 * pleasure);
    case "reply":
      return clamp(0.005 + 0.12 * pleasure * (post.topic === "politics" ? 2 : 1));
    case "repost":
      return clamp(0.004 + 0.15 * pleasure);
    case "profile_visit":
      return clamp(0.01 + 0.1 * pleasure * (2 - known));
    case "dwell":
      return clamp(0.1 + 0.6 * pleasure + (post.videoSeconds > 0 ? 0.1 : 0));
    case "report":
      return clamp(0.002 + 0.02 * (1 - post.appeal) * (opposed(viewer, post) ? 3 : 1));
    default:
      return neverAction(action);
  }
}

function opposed(viewer: Viewer, { author }: Post): boolean {
  return viewer.leaning !== "none" && author.leaning !== "none" && viewer.leaning !== author.leaning;
}

function clamp(probability: number): number {
  return Math.min(0.95, probability);
}

function neverAction(action: never): never {
  throw new Error(`${String(action)} is no action`);
}
