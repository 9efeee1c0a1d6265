export { bytes, hex, text } from "./bytes.ts";
export { testKey } from "./keys.ts";
export type { TestKey } from "./keys.ts";
export { tempFolder } from "./temp-folder.ts";
export { vectors } from "./vectors.ts";
export { gitHistory } from "./history.ts";
export type { CommitPlan, FileChange, History } from "./history.ts";
export { freePort } from "./free-port.ts";
export { until } from "./until.ts";
