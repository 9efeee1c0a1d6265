import { execFileSync } from "node:child_process";
import { mkdirSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";

const PAGE = 4096;

/** Whether this process may mount disks. */
export function mountsDisks(): boolean {
  using folder = tempFolder();
  try {
    mount(folder.path, "1m");
    execFileSync("umount", [folder.path]);
    return true;
  } catch {
    return false;
  }
}

/** Works on a disk of this size (`1m`), which is gone afterwards with all that lies on it. */
export async function onSmallDisk(path: string, size: string, work: (disk: string) => Promise<void>): Promise<void> {
  mkdirSync(path, { recursive: true });
  mount(path, size);
  try {
    await work(path);
  } finally {
    execFileSync("umount", [path]);
  }
}

function mount(path: string, size: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "ignore" });
}

/** A file that leaves so many pages of a disk free. */
export function fill(disk: string, pages: number): string {
  const path = join(disk, "ballast");
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(path, new Uint8Array(Math.floor((bavail * bsize) / PAGE) * PAGE - pages * PAGE));
  return path;
}
