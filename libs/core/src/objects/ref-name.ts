import { CountersignError } from "../error.ts";

declare const refName: unique symbol;

/** The full name of a ref, such as `refs/heads/main`. */
export type RefName = string & { readonly [refName]: true };

/** Control characters, blank, the characters that git's revision syntax uses, and lone surrogates. */
const FORBIDDEN = /[\p{Cc}\p{Cs} ~^:?*[\\]|\.\.|@\{/u;

/** Reads the full name of a ref by the rules of `git check-ref-format`; short names and all else are `usage.ref`. */
export function parseRefName(text: string): RefName {
  const components = text.split("/");
  const wellFormed =
    text.length <= 1024 &&
    components.length >= 3 &&
    components[0] === "refs" &&
    !FORBIDDEN.test(text) &&
    !text.endsWith(".") &&
    components.every((component) => component !== "" && !component.startsWith(".") && !component.endsWith(".lock"));
  if (wellFormed) return text as RefName;
  const shown = JSON.stringify(text.slice(0, 120));
  throw new CountersignError("usage.ref", `${shown} is not the full name of a ref, such as refs/heads/main`);
}
