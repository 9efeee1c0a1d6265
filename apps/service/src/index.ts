export { eventLines } from "./events.ts";
export type { Events } from "./events.ts";
export { serveLog } from "./log-server.ts";
export type { LogServer, LogServerOptions } from "./log-server.ts";
