import { AttestError } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { LogError } from "@countersign/tlog";
import type { PathStep } from "./path-steps.ts";

/** Every check that is made of a log, a bundle or an entry, in the order in which they are made. */
export type CheckName =
  | "bundle.form"
  | "bundle.start"
  | "bundle.root"
  | "bundle.evidence"
  | "bundle.policies"
  | "bundle.records"
  | "bundle.size"
  | "bundle.reader"
  | "checkpoint.read"
  | "checkpoint.form"
  | "checkpoint.origin"
  | "checkpoint.signature"
  | "checkpoint.cosignature"
  | "checkpoint.quorum"
  | "checkpoint.time"
  | "tree.tiles"
  | "tree.growth"
  | "entry.leaf"
  | "entry.inclusion"
  | "entry.form"
  | "entry.evidence"
  | "entry.envelope"
  | "entry.record"
  | "entry.signatures";

/** Bytes that a check looked at, with what they are. */
export type CheckedBytes = { readonly label: string; readonly bytes: Uint8Array };

/**
 * One check and how it ended. `sentence` is for people; `code` says which check of the library refused, and stands with
 * `failed` alone. `about` names a witness or a leaf where there is a check for each. A check that could not be made, because
 * an earlier one failed or because what it needs was not given, is `not-checked`: never as good as `ok`.
 */
export type Check = {
  readonly name: CheckName;
  readonly about?: string;
  readonly state: "ok" | "failed" | "not-checked";
  readonly sentence: string;
  readonly code?: string;
  readonly bytes: readonly CheckedBytes[];
  /** The Merkle path from a leaf to the root, each step recomputed. */
  readonly path?: readonly PathStep[];
};

/** What a check shows while it works, so that a failure has its evidence too. */
export type Showing = {
  readonly bytes: (label: string, bytes: Uint8Array) => void;
  readonly path: (steps: readonly PathStep[]) => void;
};

/** What a check that passed found, and the sentence about it. */
type Passed<T> = { readonly found: T; readonly sentence: string };

/** The name of a check, and what it is about. */
type Named = CheckName | { readonly name: CheckName; readonly about: string };

/** Checks in the order in which they are made. */
export type Checklist = {
  readonly checks: readonly Check[];
  /** Makes a check; undefined where it failed, and then it is listed with its code. */
  readonly check: <T>(named: Named, work: (show: Showing) => Passed<T>) => T | undefined;
  /** As `check`, for work that reads. */
  readonly read: <T>(named: Named, work: (show: Showing) => Promise<Passed<T>>) => Promise<T | undefined>;
  /** Lists a check that was not made, and why. */
  readonly skip: (named: Named, why: string) => void;
  /** The first check that failed. */
  readonly failure: () => Check | undefined;
};

/** What a check is called that is not made because an earlier one failed. */
export const AFTER_FAILURE = "Not checked, because a check before it failed.";

/** Begins a list of checks. */
export function checklist(): Checklist {
  const checks: Check[] = [];
  const begin = (named: Named) => {
    const shown: CheckedBytes[] = [];
    let path: readonly PathStep[] | undefined;
    const show: Showing = {
      bytes: (label, bytes) => void shown.push({ label, bytes }),
      path: (steps) => (path = steps),
    };
    const end = (state: Check["state"], sentence: string, code?: string) => {
      const withCode = code === undefined ? {} : { code };
      const withPath = path === undefined ? {} : { path };
      checks.push({ ...nameOf(named), state, sentence, ...withCode, bytes: shown, ...withPath });
    };
    const refused = (error: unknown): undefined => {
      if (!isRefusal(error)) throw error;
      end("failed", sentenceOf(error.detail), error.code);
      return undefined;
    };
    return { show, end, refused };
  };
  return {
    checks,
    check(named, work) {
      const { show, end, refused } = begin(named);
      try {
        const { found, sentence } = work(show);
        end("ok", sentence);
        return found;
      } catch (error) {
        return refused(error);
      }
    },
    async read(named, work) {
      const { show, end, refused } = begin(named);
      try {
        const { found, sentence } = await work(show);
        end("ok", sentence);
        return found;
      } catch (error) {
        return refused(error);
      }
    },
    skip: (named, why) => begin(named).end("not-checked", why),
    failure: () => checks.find(({ state }) => state === "failed"),
  };
}

function nameOf(named: Named): Pick<Check, "name" | "about"> {
  return typeof named === "string" ? { name: named } : named;
}

/** Whether an error says what is wrong with what was checked, and is not a failure of ours. */
export function isRefusal(error: unknown): error is LogError | CountersignError | AttestError {
  return error instanceof LogError || error instanceof CountersignError || error instanceof AttestError;
}

/** A detail begins in lower case and has no full stop. */
function sentenceOf(detail: string): string {
  const sentence = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
