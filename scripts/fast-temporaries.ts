import { existsSync, statfsSync } from "node:fs";

/** Thousands of short-lived files are made; on Linux that may be done in memory, where there is room. */
export function fastTemporaries(): { readonly TMPDIR?: string } {
  const memory = "/dev/shm";
  if (process.env["TMPDIR"] !== undefined || !existsSync(memory)) return {};
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= 4 * 2 ** 30 ? { TMPDIR: memory } : {};
}
