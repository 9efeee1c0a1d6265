import { describe, expect, it } from "vitest";
import { read, sayFacts } from "./say.testing.ts";

describe("protobuf", () => {
  const text = `syntax = "proto3";\nimport "base.proto";\nmessage User { // a person\n  repeated int64 ids = 1 [(pii) = true];\n  oneof kind {\n    string name = 2;\n  }\n  map<string, .a.B> tags = 4;\n  enum Sort { A = 0; }\n  reserved 5;\n}\nservice Feed { rpc Get (User) returns (stream User); }\n`;

  it("has messages, fields with numbers and options, enums and calls", () => {
    expect(sayFacts("a.proto", text)).toEqual([
      "2 import base.proto",
      "3 definition type User: ",
      "4 definition field User.ids: int64",
      "6 definition field User.name: string",
      "8 definition field User.tags: map<string,.a.B>",
      "9 definition member User.Sort.A: ",
      "9 definition enum User.Sort: ",
      "12 definition function Feed.Get: User returns stream User",
      "12 definition type Feed: ",
    ]);
    const ids = read("a.proto", text).facts[2];
    expect(ids).toMatchObject({ notes: ["(pii) = true"], body: "repeated int64 = 1 [ ( pii ) = true ]" });
  });

  it("a file that says nothing is not understood", () => {
    expect(read("a.proto", "%%%").troubles).toMatchObject([{ code: "opaque.parse" }]);
  });
});

describe("Thrift", () => {
  const text = `include "base.thrift"\nnamespace java com.x\nconst set<i64> BLOCKED = [1, 2]\nconst double WEIGHT = -0.5\nenum Kind { A = 1, B = 2 (x = 'y') }\nstruct User {\n  // who\n  1: required i64 userId = 5 (personalDataType = 'UserId')\n  2: optional map<string, list<i32>> tags;\n}(persisted = 'true')\nservice S extends base.T {\n  User get(1: i64 id) throws (1: base.Fault f)\n}\n`;

  it("has fields with numbers, defaults and annotations, enums, constants and calls", () => {
    expect(sayFacts("a.thrift", text)).toEqual([
      "1 import base.thrift",
      "3 list BLOCKED [1, 2]",
      "4 setting WEIGHT = -0.5",
      "5 definition member Kind.A: ",
      "5 definition member Kind.B: ",
      "5 definition enum Kind: ",
      "6 definition type User: ",
      "8 definition field User.userId: i64",
      "8 setting User.userId = 5",
      "9 definition field User.tags: map<string,list<i32>>",
      "11 definition type S: base.T",
      "12 definition field S.get.id: i64",
      "12 definition field S.get.throws.f: base.Fault",
      "12 definition function S.get: User",
    ]);
    const { facts } = read("a.thrift", text);
    expect(facts.find((fact) => fact.fact === "definition" && fact.name === "userId")).toMatchObject({
      notes: ["personalDataType = UserId", "who"],
      body: "1 : required i64 = 5 ( personalDataType = 'UserId' )",
    });
    expect(facts.find((fact) => fact.fact === "definition" && fact.name === "User")).toMatchObject({
      notes: ["persisted = true"],
    });
  });
});

describe("SQL", () => {
  it("has columns, tables, conditions and mappings of labels", () => {
    const text = `-- labels\nCREATE TABLE train.labels AS\nSELECT user_id, CASE event WHEN 'click' THEN 1 WHEN 'hide' THEN -1 ELSE 0 END AS label\nFROM logs.events e JOIN logs.users u ON e.id = u.id\nWHERE region NOT IN ('NO', 'SE') AND ts BETWEEN '2026-01-01' AND '2026-02-01'\n  AND (age >= 18 OR NOT beta)\nLIMIT 100;\n`;
    expect(sayFacts("labels.sql", text)).toEqual([
      "2 definition query train.labels: logs.events logs.users",
      "3 definition field train.labels.user_id: ",
      "3 definition field train.labels.label: ",
      "3 setting train.labels.label.case.event = 'click' = 1",
      "3 branch event = 'click' → 1",
      '3 comparison event == "click"',
      "3 setting train.labels.label.case.event = 'hide' = -1",
      "3 branch event = 'hide' → - 1",
      '3 comparison event == "hide"',
      "3 setting train.labels.label.case.else = 0",
      "3 list train.labels.select [user_id, label]",
      "4 comparison e.id == u.id",
      "4 list train.labels.from [logs.events, logs.users]",
      '5 comparison region not in ("NO", "SE")',
      '5 comparison ts >= "2026-01-01"',
      '5 comparison ts <= "2026-02-01"',
      "6 comparison age >= 18",
      "7 setting train.labels.limit = 100",
    ]);
  });

  it("is the same query in another layout", () => {
    const body = (text: string) => read("a.sql", text).facts.find((fact) => fact.fact === "definition")?.body;
    expect(body("select a\n  from b -- x\n where c=1")).toBe(body("SELECT a FROM b WHERE c = 1"));
  });

  it("names what is inside a query by its name", () => {
    const said = sayFacts("a.sql", "WITH recent AS (SELECT id FROM a WHERE x > 5) SELECT id FROM recent");
    expect(said).toContain("1 definition field with.recent.id: ");
    expect(said).toContain("1 comparison x > 5");
  });
});
