/** What a viewer may do with a post, in the order of the heavy model's outputs. */
export const ACTIONS = ["like", "reply", "repost", "profile_visit", "dwell", "report"] as const;
export type Action = (typeof ACTIONS)[number];

export function isAction(name: string): name is Action {
  return ACTIONS.some((action) => action === name);
}
