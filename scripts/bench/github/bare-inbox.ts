import { parseArgs } from "node:util";
import express from "express";
import type { RequestHandler } from "express";
import { listenHttp } from "../../../apps/service/src/http-server.ts";
import { openDatabase } from "../../../apps/service/src/store/database.ts";

/** What a receiver of deliveries costs at least: an Express app that reads a body whole, and inserts one row before it says 202. */
const { values } = parseArgs({ options: { database: { type: "string", default: "" } } });
const db = openDatabase(values.database).withTables<{ readonly bare_delivery: Kept }>();
await db.schema
  .createTable("bare_delivery")
  .ifNotExists()
  .addColumn("id", "text", (column) => column.primaryKey())
  .addColumn("body", "bytea")
  .execute();
const app = express();
app.disable("x-powered-by").set("etag", false);
app.use(express.raw({ type: () => true, limit: "26mb" }), keeping());
const { url } = await listenHttp(app, "127.0.0.1", 0);
console.error(JSON.stringify({ event: "listening", url }));
process.once("SIGTERM", () => process.exit());

type Kept = { readonly id: string; readonly body: Uint8Array };

function keeping(): RequestHandler {
  return async (request, response) => {
    const row = { id: String(request.headers["x-github-delivery"]), body: request.body };
    await db.insertInto("bare_delivery").values(row).execute();
    response.status(202).end();
  };
}
