import type { Settings } from "../config/settings.ts";
import type { Models } from "../models/models.ts";
import type { Viewer, World } from "../world/kinds.ts";

/** The feeds that there are. */
export type Surface = "for-you" | "following";

/** One viewer asks for a feed. */
export type FeedRequest = {
  readonly surface: Surface;
  readonly viewer: Viewer;
  readonly world: World;
  readonly settings: Settings;
  readonly models: Models;
};
