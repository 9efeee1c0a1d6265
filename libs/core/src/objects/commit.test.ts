import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { parseCommit } from "./commit.ts";

const TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const P1 = "1f7a7a472abf3dd9643fd615f6da379c4acb3e3a";
const P2 = "2f7a7a472abf3dd9643fd615f6da379c4acb3e3a";
const OLGA = "Olga <olga@acme.example> 1700000000 +0000";
const LINES = [`tree ${TREE}`, `parent ${P1}`, `parent ${P2}`, `author ${OLGA}`, `committer ${OLGA}`, "", "Tune", ""];

const parse = (lines: readonly string[]) => parseCommit(text(lines.join("\n")), "sha1");
const refusal = expect.objectContaining({ code: "git.commit-object" });

it("reads what a commit says", () => {
  const commit = parse(LINES);
  expect(commit).toMatchObject({ tree: TREE, parents: [P1, P2], author: { name: "Olga", email: "olga@acme.example" } });
  expect(commit.committer.name).toBe("Olga");
  expect(new TextDecoder().decode(commit.message)).toBe("Tune\n");
  expect(commit.encoding).toBeUndefined();
});

it("reads a root commit, further headers, and a commit without a message", () => {
  expect(parse(LINES.filter((line) => !line.startsWith("parent"))).parents).toEqual([]);
  const signed = [
    ...LINES.slice(0, 5),
    "encoding ISO-8859-1",
    "gpgsig -----BEGIN",
    ` parent ${P1}`,
    "",
    " x",
    "x-own thing",
    "",
    "m",
  ];
  expect(parse(signed.toSpliced(8, 1))).toMatchObject({ parents: [P1, P2], encoding: "ISO-8859-1" });
  expect(parse([...LINES.slice(0, 5), ""]).message).toHaveLength(0);
});

it("reads ids of a sha256 repository, and refuses them in another", () => {
  const wide = (line: string) => line.replace(/[0-9a-f]{40}/, (id) => id + "0".repeat(24));
  const bytes = text(LINES.map(wide).join("\n"));
  expect(parseCommit(bytes, "sha256").parents).toHaveLength(2);
  expect(() => parseCommit(bytes, "sha1")).toThrow(refusal);
});

describe("C22 a commit on which parsers could disagree is refused:", () => {
  it.each<[string, readonly string[]]>([
    ["a parent after the committer", [...LINES.slice(0, 5), `parent ${"3".repeat(40)}`, ...LINES.slice(5)]],
    ["a parent before the tree", [LINES[1] ?? "", LINES[0] ?? "", ...LINES.slice(2)]],
    ["a parent between author and committer", LINES.toSpliced(2, 2, LINES[3] ?? "", LINES[2] ?? "")],
    ["one parent twice", LINES.with(2, `parent ${P1}`)],
    ["an upper-case tree", LINES.with(0, `tree ${TREE.toUpperCase()}`)],
    ["an upper-case parent", LINES.with(1, `parent ${P1.toUpperCase()}`)],
    ["a short parent", LINES.with(1, `parent ${P1.slice(1)}`)],
    ["an id with a blank", LINES.with(1, `parent ${P1} `)],
    ["an id with a carriage return", LINES.with(1, `parent ${P1}\r`)],
    ["two trees", [LINES[0] ?? "", ...LINES]],
    ["a second tree at the end", LINES.toSpliced(5, 0, `tree ${TREE}`)],
    ["two authors", LINES.toSpliced(3, 0, `author ${OLGA}`)],
    ["two committers", LINES.toSpliced(4, 0, `committer ${OLGA}`)],
    ["no author", LINES.toSpliced(3, 1)],
    ["no committer", LINES.toSpliced(4, 1)],
    ["NUL in a header", LINES.with(3, `author Olga\0 <x> 0 +0000`)],
    ["NUL in the message", [...LINES, "a\0b"]],
    ["headers that do not end", LINES.slice(0, 5)],
    ["nothing", []],
  ])("%s", (_what, lines) => {
    expect(() => parse(lines)).toThrow(refusal);
  });
});

it.each([
  ["a bad zone", "Olga <olga@acme.example> 1700000000 +99999999", "Olga", "olga@acme.example"],
  ["no space before the date", "Olga <olga@acme.example>1700000000 +0000", "Olga", "olga@acme.example"],
  ["no date", "Olga <olga@acme.example>", "Olga", "olga@acme.example"],
  ["no name", "<olga@acme.example> 0 +0000", "", "olga@acme.example"],
  ["no address", "Olga 0 +0000", "Olga 0 +0000", ""],
  ["an empty address", "a <> 0 +0000", "a", ""],
  ["an open address", "Olga <olga@acme.example 0 +0000", "Olga", "olga@acme.example 0 +0000"],
])("C27 reads an old header with %s", (_what, line, name, email) => {
  expect(parse(LINES.with(3, `author ${line}`)).author).toEqual({ name, email });
});

it("shows bytes of a name that are no UTF-8 as replacement characters", () => {
  const bytes = text(LINES.join("\n"));
  bytes[bytes.indexOf("O".charCodeAt(0))] = 0xff;
  expect(parseCommit(bytes, "sha1").author.name).toBe("\ufffdlga");
});
