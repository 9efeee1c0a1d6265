import { fileURLToPath } from "node:url";
import { startCluster } from "../../../apps/service/src/postgres/cluster.ts";
import { openDatabase } from "../../../apps/service/src/store/database.ts";
import type { Database } from "../../../apps/service/src/store/database.ts";
import { startServer } from "../servers.ts";
import type { Served } from "../servers.ts";
import { clientOf } from "./asking.ts";
import type { Bare } from "./samples.ts";

const EMPTY = fileURLToPath(new URL("../../../apps/service/src/http/empty-handler.fixture.ts", import.meta.url));

/** The database that the service runs on, and a server that does nothing beside it. */
export type BareParts = AsyncDisposable & {
  readonly databaseUrl: string;
  readonly db: Database;
  readonly empty: Served;
  /** A request to the empty handler, and a `select 1`, from this process. */
  readonly bare: readonly Bare[];
};

/** Starts both. */
export async function bareParts(folder: string): Promise<BareParts> {
  const cluster = await startCluster(folder, process.env);
  const empty = await startServer(process.execPath, [EMPTY]);
  const db = openDatabase(cluster.url);
  const client = clientOf(empty.url);
  return {
    databaseUrl: cluster.url,
    db,
    empty,
    bare: [
      { name: "empty Express handler", run: async () => void (await client.ask({ path: "/v1/queue" })) },
      {
        name: "select 1",
        run: async () => void (await db.selectNoFrom(({ lit }) => lit(1).as("one")).executeTakeFirst()),
      },
    ],
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await db.destroy();
      await empty[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}
