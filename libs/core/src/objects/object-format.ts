import { CountersignError } from "../error.ts";

/** The hash that names a repository's objects (`extensions.objectFormat`). */
export type ObjectFormat = "sha1" | "sha256";

/** Reads the name of an object format as git spells it; anything else is `git.object-format`. */
export function parseObjectFormat(text: string): ObjectFormat {
  if (text === "sha1" || text === "sha256") return text;
  throw new CountersignError("git.object-format", `${JSON.stringify(text)} is not an object format that can be read`);
}

/** How many bytes an object id has: 20 or 32. */
export function idSize(format: ObjectFormat): 20 | 32 {
  return format === "sha1" ? 20 : 32;
}
