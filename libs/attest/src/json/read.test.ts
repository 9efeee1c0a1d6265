import { describe, expect, it } from "vitest";
import {
  base64,
  boolean,
  dictionary,
  gitObjectId,
  hexDigest,
  integer,
  json,
  jsonObject,
  list,
  nonEmptyString,
  object,
  oneOf,
  read,
  refuse,
  string,
  tuple,
} from "./read.ts";
import type { Read, Reader } from "./read.ts";
import type { JsonValue } from "./value.ts";

const OID = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

const review = object(
  { decision: oneOf("approve", "reject"), base: object({ gitCommit: gitObjectId }), classes: list(nonEmptyString) },
  { message: string },
);
const good = { decision: "approve", base: { gitCommit: OID }, classes: ["egress"] } as const;

const failing = (code: string, detail: string) =>
  expect.objectContaining({ code, detail: expect.stringContaining(detail) });

describe("readers", () => {
  it("give back what they have read, typed", () => {
    const value: Read<typeof review> = read(review, { ...good, message: "fine" }, "statement");
    expect(value).toEqual({ ...good, message: "fine" });
    expect(value.decision satisfies "approve" | "reject").toBe("approve");
  });

  it("leave out an optional member that is absent", () => {
    expect(Object.keys(read(review, good, "statement"))).not.toContain("message");
  });

  it.each<[string, JsonValue, string, string]>([
    ["an unknown member", { ...good, extra: 1 }, "statement.unknown-field", "extra"],
    ["B19 a member in another case", { ...good, Decision: "reject" }, "statement.unknown-field", "Decision"],
    ["a member that every object inherits", { ...good, toString: 1 }, "statement.unknown-field", "toString"],
    [
      "an unknown member further down",
      { ...good, base: { gitCommit: OID, x: 1 } },
      "statement.unknown-field",
      "base.x",
    ],
    ["an absent member", { decision: "approve", classes: [], base: {} }, "statement.missing-field", "base.gitCommit"],
    ["another type", { ...good, base: [] }, "statement.field-type", "base"],
    ["null", { ...good, message: null }, "statement.field-type", "message"],
    ["a word that is not listed", { ...good, decision: "Approve" }, "statement.field-value", "decision"],
    ["a bad item", { ...good, classes: ["egress", ""] }, "statement.field-value", "classes[1]"],
    ["no object at all", "text", "statement.field-type", "the document"],
  ])("refuse %s and say where", (_what, value, code, path) => {
    expect(() => read(review, value, "statement")).toThrow(failing(code, `${path}: `));
  });

  it("refuse a member called __proto__ like any other unknown one", () => {
    const value: JsonValue = JSON.parse('{"__proto__":{"decision":"approve"},"base":{},"classes":[]}');
    expect(() => read(review, value, "statement")).toThrow(failing("statement.unknown-field", "__proto__"));
  });

  it.each<[string, Reader<unknown>, JsonValue, JsonValue]>([
    ["hexDigest", hexDigest, "0".repeat(64), "A".repeat(64)],
    ["gitObjectId", gitObjectId, "0".repeat(64), "0".repeat(41)],
    ["list", list(json, 1), [1], []],
    ["tuple", tuple(string, integer), ["a", 1], ["a"]],
  ])("%s refuses another value", (_name, reader, accepted, refused) => {
    expect(read(reader, accepted, "x")).toEqual(accepted);
    expect(() => read(reader, refused, "x")).toThrow(failing("x.field-value", ""));
  });

  it.each<[string, Reader<unknown>, JsonValue, JsonValue]>([
    ["string", string, "", 1],
    ["integer", integer, 1, "1"],
    ["boolean", boolean, false, 0],
    ["list", list(json), [], {}],
    ["tuple", tuple(string), ["a"], "a"],
    ["dictionary", dictionary(integer), { a: 1 }, { a: "1" }],
    ["jsonObject", jsonObject, { a: [] }, []],
  ])("%s refuses another type", (_name, reader, accepted, refused) => {
    expect(read(reader, accepted, "x")).toEqual(accepted);
    expect(() => read(reader, refused, "x")).toThrow(failing("x.field-type", ""));
  });

  it("base64 gives bytes", () => {
    expect(read(base64, "AQI=", "x")).toEqual(Uint8Array.of(1, 2));
    expect(() => read(object({ sig: base64 }), { sig: "AQI" }, "x")).toThrow(failing("x.base64", "sig"));
  });

  it("are plain functions, so that others can be written beside them", () => {
    const even: Reader<number> = (value, place) => {
      const number = integer(value, place);
      return number % 2 === 0 ? number : refuse(place, "odd", `${number} is odd`);
    };
    expect(() => read(list(even), [2, 3], "x")).toThrow(failing("x.odd", "[1]: 3 is odd"));
  });
});
