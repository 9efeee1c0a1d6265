import { refuse, string } from "@countersign/attest";
import type { Place, Reader } from "@countersign/attest";
import { CountersignError } from "../../error.ts";

const MAX_TEXT = 8_192;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** One line of text: 1 to 8192 UTF-16 code units, no control characters, no half characters; `policy.text`. */
export const text: Reader<string> = (value, place) => {
  const line = string(value, place);
  if (line === "" || line.length > MAX_TEXT) return refuse(place, "text", `text has 1 to ${MAX_TEXT} characters`);
  if (CONTROL.test(line) || !line.isWellFormed()) return refuse(place, "text", "text is one line of whole characters");
  return line;
};

/** A reader of text by another parser, whose refusal becomes `policy.<what>` here. */
export function parsed<T>(what: string, parse: (line: string) => T): Reader<T> {
  return (value, place) => {
    const line = text(value, place);
    try {
      return parse(line);
    } catch (error) {
      if (error instanceof CountersignError) return refuse(place, what, error.detail);
      throw error;
    }
  };
}

/** A reader of text of one form; `policy.<what>`, with a word for people on what should stand here. */
export function formed(what: string, form: RegExp, wanted: string): Reader<string> {
  return (value, place) => {
    const line = text(value, place);
    return form.test(line) ? line : refuse(place, what, `${quote(line)} is not ${wanted}`);
  };
}

/** Text as it may be shown in a message. */
export function quote(line: string): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
}

/** A place one step further down. */
export function below(place: Place, step: string): Place {
  return { area: place.area, path: place.path === "" ? step : `${place.path}.${step}` };
}
