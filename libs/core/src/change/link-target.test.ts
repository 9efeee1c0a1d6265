import { describe, expect, it } from "vitest";
import { linkTarget } from "./link-target.ts";

describe("the target of a link", () => {
  it.each([
    ["a/l", "../b/c", { path: "b/c" }],
    ["a/l", "./c", { path: "a/c" }],
    ["a/l", "../../c", { escapes: "above the root" }],
    ["l", "/c", { escapes: "absolute" }],
    ["l", "C:\\c", { escapes: "absolute" }],
    ["a/l", "../.git/config", { escapes: "into .git" }],
    ["a/l", "../.GIT./config", { escapes: "into .git" }],
    ["a/l", "../git~1", { escapes: "into .git" }],
  ])("of %s to %s", (link, text, target) => {
    expect(linkTarget(link, text)).toEqual(target);
  });
});
