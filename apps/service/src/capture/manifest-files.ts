import { CountersignError } from "@countersign/core";
import type { Manifest } from "./manifest.ts";

const MOST_FILES = 10_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** A branch, a folder; nothing that git or a file system reads otherwise. */
const NAME = /^(?!.*(?:\.\.|\.lock$|\.$))[a-z0-9][a-z0-9._-]{0,63}$/;
/** One component of a path: plain letters, digits and marks, and no dot in front or at the end. */
const COMPONENT = /^(?!.*\.$)[\w@+=,-][\w.@+=,-]{0,199}$/;
/** Part of a line that git reads: one line, and no bracket that would end it. */
const PERSON = /^[^<>\p{C}]{0,200}$/u;

/** Refuses what is no snapshot; see `proposeManifest` for the codes. */
export function checkManifest({ name, files, author }: Manifest): void {
  if (!NAME.test(name)) throw refusal("manifest-name", name);
  if (!PERSON.test(author.name) || !PERSON.test(author.email)) throw refusal("manifest-author", author.name);
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (files.length > MOST_FILES || bytes > MOST_BYTES)
    throw new CountersignError("limit.manifest", `${files.length} files with ${bytes} bytes are too many`);
  const paths = files.map(({ path }) => path);
  const malformed = paths.find((path) => path.length > 1_000 || !path.split("/").every((part) => COMPONENT.test(part)));
  if (malformed !== undefined) throw refusal("manifest-path", malformed);
  const clash = clashing(paths);
  if (clash !== undefined) throw refusal("manifest-path", clash);
}

/** A path that is there twice, or is a folder of another. */
function clashing(paths: readonly string[]): string | undefined {
  const folders = new Set(paths.flatMap((path) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))));
  return paths.find((path, at) => folders.has(path) || paths.indexOf(path) !== at);
}

function refusal(what: string, text: string): CountersignError {
  return new CountersignError(`capture.${what}`, `${JSON.stringify(text.slice(0, 120))} cannot be taken`);
}
