import type { HandedIn } from "./client.testing.ts";
import type { Pushed } from "./pushing.testing.ts";
import type { Receiver } from "./receiver.testing.ts";

/** What was really done. */
export type Truth = { readonly pushed: Pushed; readonly handed: HandedIn; readonly receiver: Receiver };
