import { expect, it } from "vitest";
import { parseRefName } from "./ref-name.ts";

it.each(["refs/heads/main", "refs/heads/release/1", "refs/tags/v1.0", "refs/heads/é", "refs/heads/refs/heads/main"])(
  "reads the full name %s",
  (name) => expect(parseRefName(name)).toBe(name),
);

it.each([
  ["main", "a short name"],
  ["heads/main", "a short name"],
  ["refs/main", "a name of two components"],
  ["HEAD", "a name that is no branch or tag"],
  ["-x", "an option"],
  ["--ref", "an option"],
  ["refs/heads/", "an empty component"],
  ["refs//main", "an empty component"],
  ["refs/heads/a..b", "a range"],
  ["refs/heads/a~1", "a revision"],
  ["refs/heads/a^", "a revision"],
  ["refs/heads/a:b", "a refspec"],
  ["refs/heads/a@{1}", "a reflog entry"],
  ["refs/heads/*", "a pattern"],
  ["refs/heads/.a", "a hidden component"],
  ["refs/heads/a.lock", "a lock"],
  ["refs/heads/a.", "a dot at the end"],
  ["refs/heads/a b", "a blank"],
  ["refs/heads/a\n", "a control character"],
  ["refs/heads/a\\b", "a backslash"],
  ["refs/heads/\ud800", "half a character"],
  [`refs/heads/${"a".repeat(2000)}`, "an endless name"],
])("C17 C18 %j is refused: %s", (name) => {
  expect(() => parseRefName(name)).toThrow(expect.objectContaining({ code: "usage.ref" }));
});
