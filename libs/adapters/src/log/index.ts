export type { ServerPatience } from "./ask-server.ts";
export { cosignedSize } from "./cosigned-size.ts";
export { logClient } from "./log-client.ts";
export type { LogClient, LogReaderIdentity } from "./log-client.ts";
export type { ServerProblem } from "./problem.ts";
export { logServerAt, mirrorAt } from "./server-address.ts";
export type { ServerAddress } from "./server-address.ts";
export type { SubmitAnswer } from "./submit-answer.ts";
