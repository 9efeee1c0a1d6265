import { describe, expect, it } from "vitest";
import { decodeUtf8, encodeUtf8 } from "./bytes.ts";
import { checkPredicateType, formatStatement, parseStatement, predicateType } from "./statement.ts";
import type { Statement } from "./statement.ts";

const withCode = (code: string) => expect.objectContaining({ code });

const statement: Statement = {
  predicateType: predicateType("review"),
  subject: {
    name: "refs/heads/main",
    uri: "git+https://github.com/acme/feed",
    digest: { gitTree: "4b825dc642cb6eb9a060e54bf8d69288fbee4904" },
  },
  predicate: { decision: "approve" },
};

const printed =
  '{"_type":"https://in-toto.io/Statement/v1","predicate":{"decision":"approve"},' +
  '"predicateType":"https://countersign.dev/review/v1","subject":[{"digest":{"gitTree":' +
  '"4b825dc642cb6eb9a060e54bf8d69288fbee4904"},"name":"refs/heads/main","uri":"git+https://github.com/acme/feed"}]}';

describe("a statement", () => {
  it("is canonical JSON of in-toto Statement v1", () => {
    expect(decodeUtf8(formatStatement(statement))).toBe(printed);
    expect(parseStatement(encodeUtf8(printed))).toEqual(statement);
  });

  it("may have a subject without uri", () => {
    const { name, digest } = statement.subject;
    const local = { ...statement, subject: { name, digest } };
    expect(parseStatement(formatStatement(local))).toEqual(local);
  });

  const second = ',{"digest":{"gitTree":"00"},"name":"x"}]';
  it.each([
    ["B14 two subjects", "]", second, "statement.subject"],
    ["B14 no subject", /\[.*\]/, "[]", "statement.subject"],
    ["a subject outside a list", /\[(.*)\]/, "$1", "statement.field-type"],
    ["a subject without digest", /{"gitTree":"[^"]*"}/, "{}", "statement.subject-digest"],
    ["a digest in upper case", "4b825d", "4B825D", "statement.field-value"],
    ["a digest of half a byte", "4b825d", "b825d", "statement.field-value"],
    ["a subject without name", '"name":"refs/heads/main",', "", "statement.missing-field"],
    ["an unknown member", '"predicateType"', '"predicateSize":1,"predicateType"', "statement.unknown-field"],
    ["a predicate that is no object", '{"decision":"approve"}', "[]", "statement.field-type"],
    ["B16 another _type", "Statement/v1", "Statement/v2", "attest.statement-type"],
    ["B19 a decision given twice", '{"decision"', '{"decision":"reject","decision"', "attest.duplicate-key"],
    ["no _type", '"_type":"https://in-toto.io/Statement/v1",', "", "statement.missing-field"],
    ["a blank", "[{", "[ {", "attest.json-not-canonical"],
  ])("is refused with %s", (_what, part, replacement, code) => {
    expect(() => parseStatement(encodeUtf8(printed.replace(part, replacement)))).toThrow(withCode(code));
  });

  it("B16 is of the kind that is wanted", () => {
    expect(() => checkPredicateType(statement, "review")).not.toThrow();
    expect(() => checkPredicateType(statement, "policy")).toThrow(withCode("attest.predicate-type"));
  });
});
