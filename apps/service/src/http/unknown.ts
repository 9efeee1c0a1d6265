import { CountersignError } from "@countersign/core";

/** What is answered for a thing that is not there, and for one that whoever asks has no right to: nobody can tell which (attack G16). */
export function unknown(what: string): CountersignError {
  return new CountersignError("web.unknown", `there is no such ${what}`);
}
