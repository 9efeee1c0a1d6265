import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Mutation } from "./mutation.ts";

/** What became of a mutation: the test file that failed or did not end, `types`, or nothing noticed it. */
export type Result = { readonly killedBy: string; readonly timedOut?: true } | "survived";

/** Results by what they rest on, so that a run goes on where it was stopped. */
export type KeptResults = {
  readonly get: (key: string) => Result | undefined;
  readonly set: (key: string, result: Result) => void;
};

/** Names a mutation, together with all that its result rests on. */
export function resultKey({ path, start, before, after }: Mutation, restsOn: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([path, start, before, after, ...restsOn]))
    .digest("hex")
    .slice(0, 24);
}

/** Opens the file, or begins one. Each result is durable at once, in one write. */
export function openResults(file: string): KeptResults {
  const all = new Map<string, Result>(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
  mkdirSync(dirname(file), { recursive: true });
  return {
    get: (key) => all.get(key),
    set: (key, result) => {
      all.set(key, result);
      writeFileSync(`${file}.new`, JSON.stringify([...all]));
      renameSync(`${file}.new`, file);
    },
  };
}
