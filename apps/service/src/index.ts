export { eventLines } from "./events.ts";
export type { Events } from "./events.ts";
export { serveLog } from "./log-server.ts";
export type { LogServer, LogServerOptions } from "./log-server.ts";
export { gateAnswers } from "./gate/gate-answers.ts";
export type { GateAnswer } from "./gate/gate-answers.ts";
export type { GateQuestion, GateReceipt } from "./gate/gate-question.ts";
export { serveGate } from "./gate/gate-server.ts";
