import type { Words } from "./program.ts";

export function pascal(words: Words): string {
  return words
    .split(" ")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

export function camel(words: Words): string {
  const name = pascal(words);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

export function snake(words: Words): string {
  return words.replaceAll(" ", "_");
}

export function loud(words: Words): string {
  return snake(words).toUpperCase();
}
