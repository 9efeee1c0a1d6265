import type { FakeClock } from "./clock.ts";
import type { Faults } from "./faults/faults.ts";
import type { GitStore } from "./git/store.ts";
import type { State } from "./state/state.ts";
import type { Switches } from "./switches.ts";

/** What every part of this GitHub works with. */
export type Hub = {
  readonly state: State;
  readonly clock: FakeClock;
  readonly git: GitStore;
  readonly switches: Switches;
  readonly faults: Faults;
  readonly urls: Urls;
  readonly validator: Validator | undefined;
  /** What was wrong with an answer or an event, by the validator. */
  readonly problems: string[];
  /** Runs tasks of one repository one after the other. */
  readonly inOrder: <T>(repository: number, task: () => Promise<T>) => Promise<T>;
  /** Work that goes on behind an answer. */
  readonly behind: (work: () => Promise<unknown>) => void;
  /** Hands a delivery to the sender. */
  readonly send: (delivery: number, secret: string) => void;
};

/** Where this GitHub is. */
type Urls = {
  /** Pages and Git, such as `http://127.0.0.1:4000`. */
  readonly site: string;
  /** The REST API, such as `http://127.0.0.1:4000/api/v3`. */
  readonly api: string;
};

/** Checks against GitHub's own description; answers what is wrong. */
export type Validator = {
  readonly request: (operation: string, body: unknown) => readonly string[];
  readonly response: (operation: string, status: number, body: unknown) => readonly string[];
  readonly event: (event: string, action: string | null, payload: unknown) => readonly string[];
};
