import { describe, expect, it } from "vitest";
import { parseTree } from "./tree.ts";

const tree = (...entries: readonly (readonly [mode: string, name: string])[]) =>
  new Uint8Array(
    Buffer.concat(
      entries.map(([mode, name]) => Buffer.concat([Buffer.from(`${mode} ${name}\0`, "latin1"), Buffer.alloc(20, 7)])),
    ),
  );
const parse = (bytes: Uint8Array) => parseTree(bytes, "sha1");
const code = (expected: string) => expect.objectContaining({ code: expected });

it("reads entries of every kind, in git's order", () => {
  const bytes = tree(
    ["100644", "a"],
    ["100644", "a-b"],
    ["40000", "a-c"],
    ["120000", "a.b"],
    ["40000", "b"],
    ["160000", "b0"],
    ["100755", "\xff"],
  );
  expect(parse(bytes).map(({ mode, name }) => `${mode} ${name}`)).toEqual([
    "100644 a",
    "100644 a-b",
    "040000 a-c",
    "120000 a.b",
    "040000 b",
    "160000 b0",
    "100755 \xff",
  ]);
  expect(parse(bytes)[0]?.oid).toBe("07".repeat(20));
  expect(parse(new Uint8Array())).toEqual([]);
});

it.each([
  "100664",
  "100600",
  "040000",
  "0100644",
  "100645",
  "",
  "1",
  "3:000",
  "4000:",
  "9".repeat(30),
  "-40000",
  "100777",
  "10064\x0e",
])("C21 the mode %j is refused", (mode) => expect(() => parse(tree([mode, "a"]))).toThrow(code("git.mode")));

describe("C21 a tree that git writes only by force is refused:", () => {
  it.each<[string, Uint8Array]>([
    ["a doubled name", tree(["100644", "a"], ["100644", "a"])],
    ["a doubled folder", tree(["40000", "a"], ["40000", "a"])],
    ["file and folder of one name", tree(["100644", "a"], ["40000", "a"])],
    [
      "file and folder of one name, with others between",
      tree(["100644", "a"], ["100644", "a-"], ["100644", "a-b"], ["100644", "a."], ["40000", "a"]),
    ],
    ["unsorted", tree(["100644", "b"], ["100644", "a"])],
    ["a folder sorted as a file", tree(["40000", "a"], ["100644", "a.b"])],
    ["a file sorted as a folder", tree(["100644", "a.b"], ["100644", "a"])],
    ["an empty name", tree(["100644", ""])],
    ["dot", tree(["40000", "."])],
    ["dot dot", tree(["40000", ".."])],
    [".git", tree(["40000", ".git"])],
    [".GIT", tree(["100644", ".GIT"])],
    [".git with a blank, as NTFS reads it", tree(["40000", ".git . "])],
    [".git with a stream", tree(["40000", ".git::$INDEX_ALLOCATION"])],
    ["git~1", tree(["40000", "GIT~1"])],
    ["a slash", tree(["100644", "a/b"])],
    ["cut in the id", tree(["100644", "a"]).subarray(0, -1)],
    ["cut in the name", tree(["100644", "a"]).subarray(0, 8)],
  ])("%s", (_what, bytes) => {
    expect(() => parse(bytes)).toThrow(code("git.tree-object"));
  });
});

it("accepts names that only begin like a reserved one", () => {
  const bytes = tree(
    ["100644", "..."],
    ["100644", ".gitattributes"],
    ["100644", ".gitx"],
    ["40000", "git"],
    ["100644", "git~10"],
  );
  expect(parse(bytes)).toHaveLength(5);
});
