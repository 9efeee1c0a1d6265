import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { Patience } from "./home-lock.ts";

/** The folder in which this program keeps a log, its keys and its mirrors; nothing is opened before it is needed. */
export type Home = {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  /** None when absent: whoever finds the home in use is refused at once. */
  readonly patience?: Patience;
};

/** Names of files in a home. */
export const ROOT_FILE = "root.json";
export const LOG_KEY = "keys/log.key";
export const SERVICE_KEY = "keys/service.key";
export const WITNESS_KEYS = "keys/witnesses";

/** Bytes of a pinned root. */
export const ROOT_LIMIT = 1024 * 1024;

/** The home of a call: `--home`, else `$COUNTERSIGN_HOME`, else `$XDG_STATE_HOME/countersign`, else `~/.local/state/countersign`. */
export function openHome(option: string | undefined, env: NodeJS.ProcessEnv): Home {
  const named = option ?? env["COUNTERSIGN_HOME"];
  if (named !== undefined && named !== "") return { dir: resolve(named), env };
  const state = env["XDG_STATE_HOME"];
  const base = state !== undefined && isAbsolute(state) ? state : join(env["HOME"] ?? homedir(), ".local/state");
  return { dir: join(base, "countersign"), env };
}
