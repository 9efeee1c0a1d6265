import type { Crypto } from "@countersign/core";
import type { Trust } from "@countersign/tlog";
import type { Clock } from "./check-checkpoint.ts";
import type { ReadPath } from "./read-files.ts";
import type { Seen } from "./seen.ts";

/** A log to check, and what it is held against. */
export type LogToCheck = {
  readonly crypto: Crypto;
  readonly read: ReadPath;
  /** Whom to believe: `trustOf` of core, from the policy in force or from a pinned root; never from the log's own server. */
  readonly trust: Trust;
  /** The checkpoint that was verified here before; absent at a first visit. */
  readonly seen?: Seen;
  /** Absent where nobody asks whether the log is fresh. */
  readonly clock?: Clock;
};
