export { atomFeed, jsonFeed } from "./feeds.ts";
export { NOTHING_TOLD } from "./public-rule.ts";
export type { EffectLine, PublicRule } from "./public-rule.ts";
export { publicState, recentChanges } from "./public-state.ts";
export type { PublicChange, PublicSource, PublicState } from "./public-state.ts";
export { renderPublic } from "./render-public.ts";
export type { Rendering } from "./render-public.ts";
