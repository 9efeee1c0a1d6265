import { join } from "node:path";
import { readBounded } from "@countersign/adapters/files/reading";
import { CountersignError } from "@countersign/core";
import { shareHome } from "@countersign/home";
import type { SharedHome } from "@countersign/home";
import type { Home } from "@countersign/home/folder";
import { SETTINGS_FILE, SETTINGS_LIMIT, parseSettings } from "../settings/settings.ts";
import type { Settings } from "../settings/settings.ts";
import { databaseError, openDatabase, requireDatabaseUrl } from "../store/database.ts";
import type { Database } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { bullmqWaker, prepareBackend } from "../work/bullmq-waker.ts";
import type { Backend } from "../work/bullmq-waker.ts";
import type { Waker, WakerEvents } from "../work/waker.ts";

/** Where the service keeps its records, and tells its workers. */
export type Stores = { readonly databaseUrl: string; readonly backend: Backend };

/** What both processes of the service work with. */
export type OpenedService = AsyncDisposable & {
  readonly home: Home;
  readonly shared: SharedHome;
  readonly settings: Settings;
  readonly db: Database;
  readonly waker: Waker;
};

/** The stores that an environment names: `DATABASE_URL`, and `REDIS_URL` for the jobs; undefined where it names no database. `database.url`, `database.redis-url` */
export function storesNamed({ DATABASE_URL, REDIS_URL }: NodeJS.ProcessEnv): Stores | undefined {
  const redis = REDIS_URL === "" ? undefined : REDIS_URL;
  if (redis !== undefined) requireRedisUrl(redis);
  if (DATABASE_URL === undefined || DATABASE_URL === "") return undefined;
  requireDatabaseUrl(DATABASE_URL);
  const backend: Backend =
    redis === undefined
      ? { kind: "postgres", url: DATABASE_URL }
      : { kind: "redis", url: redis, namespace: "countersign" };
  return { databaseUrl: DATABASE_URL, backend };
}

/** The address may have a password in it, and is not told. */
function requireRedisUrl(text: string): void {
  const url = URL.parse(text);
  if (url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== "") return;
  throw new CountersignError("database.redis-url", "REDIS_URL is no address of a Redis");
}

/** Makes the tables of the service and of its jobs what this program needs; before any process of it starts. Codes of `databaseError`. */
export async function prepareStores({ databaseUrl, backend }: Stores): Promise<void> {
  const db = openDatabase(databaseUrl);
  try {
    await migrate(db);
    await prepareBackend(backend);
  } catch (error) {
    throw databaseError(error);
  } finally {
    await db.destroy();
  }
}

/** Reads the settings of a home; all defaults where it has none. */
export async function readSettings({ dir }: Home): Promise<Settings> {
  try {
    return parseSettings(new TextDecoder().decode(await readBounded(join(dir, SETTINGS_FILE), SETTINGS_LIMIT)));
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.missing") return parseSettings("");
    throw error;
  }
}

/** Opens what a process of the service works with. Its log is read when somebody first asks. */
export async function openService(
  home: Home,
  { databaseUrl, backend }: Stores,
  events: WakerEvents,
): Promise<OpenedService> {
  const settings = await readSettings(home);
  const db = openDatabase(databaseUrl);
  const waker = bullmqWaker(backend, events);
  return {
    home,
    shared: shareHome(home),
    settings,
    db,
    waker,
    async [Symbol.asyncDispose]() {
      await waker[Symbol.asyncDispose]();
      await db.destroy();
    },
  };
}
