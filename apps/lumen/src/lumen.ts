import { readSettings } from "./config/settings.ts";
import type { Settings } from "./config/settings.ts";
import { readModels } from "./models/models.ts";
import type { Models } from "./models/models.ts";
import { feedOf } from "./pipeline/feed.ts";
import type { Feed } from "./pipeline/feed.ts";
import type { Surface } from "./pipeline/request.ts";
import { openOutbox } from "./side-effects/outbox.ts";
import type { Message } from "./side-effects/outbox.ts";
import { SIDE_EFFECTS } from "./side-effects/registry.ts";
import type { Viewer, World } from "./world/kinds.ts";
import { makeWorld } from "./world/world.ts";

/** A ranker that stands: its settings, its models, and the world that it ranks. */
export type Lumen = { readonly settings: Settings; readonly models: Models; readonly world: World };

/** Loads a ranker from its folder, with the world of a seed. */
export function openLumen(root: string, seed: number): Lumen {
  return { settings: readSettings(root), models: readModels(root), world: makeWorld(seed) };
}

/** A viewer by number; an error where there is none. */
export function viewerOf({ world }: Lumen, id: number): Viewer {
  const viewer = world.viewers[id];
  if (viewer === undefined) throw new Error(`there are users 0 to ${world.viewers.length - 1}, and no ${id}`);
  return viewer;
}

/** Makes a feed and runs the side effects; the same question gets the same answer. */
export function serve(
  lumen: Lumen,
  viewer: Viewer,
  surface: Surface,
): { readonly feed: Feed; readonly messages: readonly Message[] } {
  const request = { ...lumen, viewer, surface };
  const feed = feedOf(request);
  const { messages, publish } = openOutbox(lumen.settings);
  SIDE_EFFECTS.forEach((effect) => effect.run(request, feed, publish));
  return { feed, messages };
}
