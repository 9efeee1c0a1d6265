import type { Caller } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { known } from "../state/table.ts";

/** The account in whose name a caller acts. */
export function actorOf({ state }: Hub, caller: Caller): number {
  if (caller.kind === "user") return caller.user;
  if (caller.kind === "installation") return known(state.apps, caller.installation.app).bot;
  if (caller.kind === "app") return caller.app.bot;
  throw new Error("nobody acts");
}
