import { setTimeout } from "node:timers/promises";
import { lockFolder } from "@countersign/adapters/files";
import type { FolderLock } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core/error";
import type { Home } from "./home-folder.ts";

/** How long a call waits for somebody who is at work in the home, and how it says so. */
export type Patience = { readonly milliseconds: number; readonly tell: (text: string) => void };

/** Between two tries, in milliseconds. */
const PAUSE = 100;

/** Locks a home, waiting for whoever has it as long as the call has patience; then `state.locked`. */
export async function lockHome({ dir, patience }: Home): Promise<FolderLock> {
  const tries = Math.floor((patience?.milliseconds ?? 0) / PAUSE);
  for (let left = tries; ; left -= 1) {
    try {
      return await lockFolder(dir);
    } catch (error) {
      if (left <= 0 || !(error instanceof CountersignError) || error.code !== "state.locked") throw error;
      if (left === tries) patience?.tell(`waiting: ${error.detail}`);
    }
    await setTimeout(PAUSE);
  }
}
