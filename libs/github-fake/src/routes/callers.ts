import type { Caller } from "../http/route.ts";

/** Apps as such, with a signed token. */
export const APPS: readonly Caller["kind"][] = ["app"];
/** Installations only. */
export const INSTALLATIONS: readonly Caller["kind"][] = ["installation"];
/** Installations and people. */
export const MEMBERS: readonly Caller["kind"][] = ["installation", "user"];
/** Whoever can see it. */
export const ANYBODY: readonly Caller["kind"][] = ["nobody", "installation", "user"];
