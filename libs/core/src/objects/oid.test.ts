import { expect, it } from "vitest";
import { absentOid, emptyTree, oidFromBytes, parseOid } from "./oid.ts";
import { parseObjectFormat } from "./object-format.ts";

const SHA1 = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const SHA256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";
const code = (expected: string) => expect.objectContaining({ code: expected });

it("reads a full id of its format", () => {
  expect(parseOid(SHA1, "sha1")).toBe(SHA1);
  expect(parseOid(SHA256, "sha256")).toBe(SHA256);
  expect([emptyTree("sha1"), emptyTree("sha256")]).toEqual([SHA1, SHA256]);
  expect([absentOid("sha1").length, absentOid("sha256").length]).toEqual([40, 64]);
  expect(oidFromBytes(new Uint8Array(20).fill(0xab))).toBe("ab".repeat(20));
});

it("C20 an id of the other format is refused as such", () => {
  expect(() => parseOid(SHA1, "sha256")).toThrow(code("git.object-format"));
  expect(() => parseOid(SHA256, "sha1")).toThrow(code("git.object-format"));
  expect(() => parseObjectFormat("sha512")).toThrow(code("git.object-format"));
});

it.each(["", "4b825dc", SHA1.toUpperCase(), `${SHA1}\n`, ` ${SHA1}`, `-${SHA1.slice(1)}`, "main", `${SHA1}0`])(
  "C17 %j is no id",
  (text) => expect(() => parseOid(text, "sha1")).toThrow(code("git.oid")),
);
