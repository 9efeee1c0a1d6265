export { openRecordsStage } from "./attacks/records.testing.ts";
export type { RecordsStage } from "./attacks/records.testing.ts";
export { TOKEN, serveStage } from "./attacks/served-gate.testing.ts";
