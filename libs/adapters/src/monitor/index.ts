export { openMonitorFolder } from "./monitor-folder.ts";
export type { MonitorFolder, MonitorFolderOptions } from "./monitor-folder.ts";
