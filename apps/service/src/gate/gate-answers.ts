import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { parseCanonical, formatCanonical, integer, jsonObject, object, read, string } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import type { Folder } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";

/** What a gate said: the exit of the command, and its document. */
export type GateAnswer = { readonly exit: number; readonly document: JsonObject };

/** The newest answer to a request, kept with the digest of what was asked. */
export type KeptAnswer = GateAnswer & { readonly question: string };

/** A request: an id is its caller's alone, so that nobody takes another's. */
type RequestName = { readonly caller: string; readonly requestId: string };

/** Answers by request, in a folder; each replaced in one durable write. */
export type GateAnswers = {
  readonly get: (name: RequestName) => Promise<KeptAnswer | undefined>;
  readonly put: (name: RequestName, kept: KeptAnswer) => Promise<void>;
  /** Forgets answers that nobody was given for so many seconds. */
  readonly forget: (age: number, now: Date) => Promise<void>;
};

const LIMIT = 16 * 1024 * 1024;
const FOLDER = "requests/";
const reader = object({ question: string, exit: integer, document: jsonObject });

/** Keeps answers in `requests/` of a folder, under the SHA-256 of their callers and request ids. */
export function gateAnswers(folder: Folder): GateAnswers {
  return {
    async get(name) {
      const bytes = await folder.get(pathOf(name), LIMIT);
      return bytes === undefined ? undefined : read(reader, parseCanonical(bytes, "state"), "state");
    },
    async put(name, { question, exit, document }) {
      await folder.put(pathOf(name), formatCanonical({ question, exit, document }));
    },
    async forget(age, now) {
      const before = now.getTime() - age * 1000;
      for (const path of await folder.list(FOLDER)) {
        const found = await stat(join(folder.path, path)).catch(() => undefined);
        if (found !== undefined && found.mtimeMs < before) await folder.remove(path);
      }
    },
  };
}

function pathOf({ caller, requestId }: RequestName): string {
  return `${FOLDER}${createHash("sha256").update(`${caller}\0${requestId}`).digest("hex")}.json`;
}

/** Refuses a request id that was used for another question: `usage.request-reused`. */
export function requireSameQuestion(kept: KeptAnswer | undefined, question: string): void {
  if (kept === undefined || kept.question === question) return;
  throw new CountersignError("usage.request-reused", "this request id was used for another question");
}

/**
 * The answer that stands: an earlier allow whose verdict is still valid and rests on the same log and policy, so that a
 * request that is repeated has one verdict. With new facts, the new answer.
 */
export function standing(kept: KeptAnswer | undefined, now: GateAnswer, time: Date): GateAnswer {
  if (kept === undefined || kept.exit !== 0 || now.exit !== 0) return now;
  const { validUntil } = kept.document;
  if (typeof validUntil !== "string" || !(new Date(validUntil) > time)) return now;
  return restsOn(kept) === restsOn(now) ? kept : now;
}

/** The tree and the policy that an answer was made from; the witness's time is no new fact. */
function restsOn({ document }: GateAnswer): string {
  const part = (name: string, ...members: readonly string[]) => {
    const value = document[name];
    const known = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
    return members.map((member) => known[member] ?? null);
  };
  return JSON.stringify([part("log", "size", "root"), part("policy", "sha256")]);
}
