import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** A new bare repository without anybody's settings. */
export function initRepository(path: string): string {
  mkdirSync(path, { recursive: true });
  const env = { PATH: process.env["PATH"], HOME: path, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  const { status, stderr } = spawnSync("git", ["init", "--quiet", "--bare", "--initial-branch=unborn", path], {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return path;
}
