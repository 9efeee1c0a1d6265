import express from "express";
import { listenHttp } from "../http-server.ts";

/** What every answer of the service costs at least: an Express app whose one handler does nothing. Benchmarks compare with it. */
const app = express();
app.disable("x-powered-by").set("etag", false);
app.use((_request, response) => void response.json({}));
const { url } = await listenHttp(app, "127.0.0.1", 0);
console.error(JSON.stringify({ event: "listening", url }));
process.once("SIGTERM", () => process.exit());
