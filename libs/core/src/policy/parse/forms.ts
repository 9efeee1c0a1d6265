import { integer, list, refuse } from "@countersign/attest";
import type { Reader } from "@countersign/attest";
import { parsePattern } from "../../change/pattern.ts";
import type { Pattern } from "../../change/pattern.ts";
import { parseOid } from "../../objects/oid.ts";
import type { Oid } from "../../objects/oid.ts";
import { parseRefName } from "../../objects/ref-name.ts";
import { parseDuration } from "../duration.ts";
import { formed, parsed, quote, text } from "./text.ts";

const MAX_PATTERNS = 1_000;
const PROTECTABLE = /^refs\/(?!replace\/|pull\/)/;

/** An id: 1 to 64 of `a-z 0-9 . _ -`, a letter or digit first, no two dots together; `policy.id`. */
export const id = formed("id", /^(?!.*\.\.)[a-z0-9][a-z0-9._-]{0,63}$/, "an id: 1 to 64 of a-z 0-9 . _ -");

/** The id of a repository, which may have a host and a path: `github:123456`, `local:feed/ranker`; `policy.id`. */
export const repositoryId = formed(
  "id",
  /^(?=.{1,64}$)(?!.*\.\.)[a-z0-9][a-z0-9._-]*(?::[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*)?$/,
  "the id of a repository, such as github:123456 or local:feed",
);

/** Names of which none stands there twice; `policy.repeated`. */
export function names(item: Reader<string>, atLeast = 0): Reader<readonly string[]> {
  const items = list(item);
  return (value, place) => {
    const found = items(value, place);
    if (found.length < atLeast) refuse(place, "vacuous", "an empty list asks for nothing");
    const twice = found.find((name, index) => found.indexOf(name) < index);
    return twice === undefined ? found : refuse(place, "repeated", `${quote(twice)} stands there twice`);
  };
}

/** How many: 1 or more; `policy.vacuous` for 0. */
export const count: Reader<number> = (value, place) => {
  const found = integer(value, place);
  if (!Number.isSafeInteger(found) || found < 0)
    return refuse(place, "field-value", "not an integer from 0 to 2^53 - 1");
  return found === 0 ? refuse(place, "vacuous", "0 asks for nothing") : found;
};

/** A position in the log, counted from 0. */
export const leafIndex: Reader<number> = (value, place) => {
  const found = integer(value, place);
  return Number.isSafeInteger(found) && found >= 0 ? found : refuse(place, "field-value", "not the number of a leaf");
};

/** A duration of more than nothing, in whole seconds; `policy.duration`, `policy.vacuous`. */
export const duration: Reader<number> = (value, place) => {
  const seconds = anyDuration(value, place);
  return seconds === 0 ? refuse(place, "vacuous", "no time at all") : seconds;
};

const anyDuration = parsed("duration", parseDuration);

/** At most 1000 path patterns; `policy.pattern`. */
export const patterns: Reader<readonly Pattern[]> = (value, place) => {
  if (Array.isArray(value) && value.length > MAX_PATTERNS)
    refuse(place, "pattern", `more than ${MAX_PATTERNS} patterns`);
  return allPatterns(value, place);
};

const allPatterns = list(parsed("pattern", parsePattern));

/** The full name of a ref that can be protected; `policy.ref`. */
export const ref: Reader<string> = (value, place) => {
  const name = refName(value, place);
  return PROTECTABLE.test(name) ? name : refuse(place, "ref", `${quote(name)} cannot be protected`);
};

const refName = parsed("ref", parseRefName);

/** A full commit id of either object format; `policy.commit`. */
export const commit: Reader<Oid> = parsed("commit", (line) => parseOid(line, line.length === 64 ? "sha256" : "sha1"));

/** An e-mail address in which `*` may stand for any text; `policy.git`. */
export const addressPattern = formed("git", /^[^\s@<>]{1,256}@[^\s@<>]{1,256}$/, "an e-mail address");

/** An e-mail address of one person; `policy.git`. */
export const address = formed("git", /^[^\s@<>*]{1,256}@[^\s@<>*]{1,256}$/, "the e-mail address of one person");

/** The URI of a repository, such as `git+https://github.com/acme/feed`; `policy.uri`. */
export const uri: Reader<string> = (value, place) => {
  const found = anyUri(value, place);
  if (/^[^/]*\/\/[^/]*:[^/]*@/.test(found)) refuse(place, "uri", "a URI in a public document carries no password");
  return found;
};

const anyUri = formed("uri", /^[a-z][a-z0-9+.-]{1,31}:[!-~]{1,2000}$/, "a URI");

/** The path of one file or folder from the root of a repository, in one spelling; `policy.path`. */
export const repositoryPath: Reader<string> = (value, place) => {
  const path = text(value, place);
  const steps = path.split("/");
  if (steps.every((step) => step !== "" && step !== "." && step !== "..")) return path;
  return refuse(place, "path", `${quote(path)} is not a path from the root of the repository`);
};

/** The URL of a witness; `policy.url`. */
export const url: Reader<string> = (value, place) => {
  const found = text(value, place);
  const parts = URL.canParse(found) ? new URL(found) : undefined;
  const fine = /^https?:$/.test(parts?.protocol ?? "") && parts?.username === "" && parts.password === "";
  return fine && /^[!-~]+$/.test(found) ? found : refuse(place, "url", `${quote(found)} is not a URL of https or http`);
};

/** A web origin such as `https://review.oracle.example`; `policy.origin`. Plain http only on the machine itself. */
export const webOrigin: Reader<string> = (value, place) => {
  const found = text(value, place);
  const parts = URL.canParse(found) ? new URL(found) : undefined;
  const secure = parts?.protocol === "https:" || (parts?.protocol === "http:" && parts.hostname === "localhost");
  if (secure && parts?.origin === found) return found;
  return refuse(
    place,
    "origin",
    `${quote(found)} is not a web origin: https, a host, perhaps a port, and nothing more`,
  );
};
