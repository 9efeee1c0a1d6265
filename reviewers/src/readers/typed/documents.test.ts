import { describe, expect, it } from "vitest";
import { read, sayFacts } from "./say.testing.ts";

describe("JSON", () => {
  it("has comments, trailing commas and keys that stand twice", () => {
    const text = `{ // top\n "a": {"b": -0.50, "c": [1, 2,],},\n "a": null, 'd': "\\u0061"\n}`;
    expect(sayFacts("a.json", text)).toEqual([
      "2 setting a.b = -0.5",
      "2 list a.c [1, 2]",
      "3 setting a = null",
      '3 setting d = "a"',
    ]);
  });

  it("may be one value a line", () => {
    expect(sayFacts("a.jsonl", '{"id": "x", "w": 1}\n{"id": "y", "w": 2}\n')).toContain("2 setting y.w = 2");
  });

  it("keeps what came before an error, and says where it is", () => {
    expect(read("a.json", '{"a": 1,\n"b" 2}')).toMatchObject({
      facts: [{ name: "a" }],
      troubles: [{ code: "opaque.parse", line: 2 }],
    });
    expect(read("a.json", "[".repeat(200)).troubles).toMatchObject([{ code: "limit.depth" }]);
  });
});

describe("TOML", () => {
  it("has tables, dotted keys, rows and dates", () => {
    const text = `top = 1\n[a.b]\nc.d = 2 # two\nwhen = 1979-05-27 07:32:00\n[[rec]]\nname = "x"\nw = 0x10\n[[rec]]\nname = "y"\npoint = { x = 1 }\n`;
    expect(sayFacts("a.toml", text)).toEqual([
      "1 setting top = 1",
      "3 setting a.b.c.d = 2",
      '4 setting a.b.when = "1979-05-27 07:32:00"',
      "5 list rec [x, y]",
      '6 setting rec.x.name = "x"',
      "7 setting rec.x.w = 16",
      '9 setting rec.y.name = "y"',
      "10 setting rec.y.point.x = 1",
    ]);
    expect(read("a.toml", text).troubles).toEqual([]);
  });

  it("gives a script of several lines apart", () => {
    const { embedded } = read(
      "a.toml",
      '[[external]]\nname = "t"\nscript = """\nconst r = fetch("x");\nr.body;\n"""\n',
    );
    expect(embedded).toMatchObject([{ language: "javascript", line: 4, within: ["external", "t", "script"] }]);
  });

  it("is invalid where a whole parser says so", () => {
    expect(read("a.toml", "a = 1\na = 2\n").troubles).toMatchObject([{ code: "opaque.parse", line: 2 }]);
    expect(sayFacts("a.toml", "a = 1\na = 2\n")).toEqual(["1 setting a = 1", "2 setting a = 2"]);
    expect(read("a.toml", 'a = "x\nb = 1\n').troubles).toMatchObject([{ code: "opaque.parse", line: 1 }]);
  });
});

describe("HOCON", () => {
  it("joins paths, keeps substitutions as names, and opens no include", () => {
    const text = `include "base.conf"\ncore {\n  tracking.analytics = true // on\n  url = \${HOST}\n  limits: [1, 2\n 3]\n}\ncore.name = a b\n`;
    expect(sayFacts("application.conf", text)).toEqual([
      "1 import base.conf",
      "3 setting core.tracking.analytics = true",
      "4 setting core.url = HOST",
      "5 list core.limits [1, 2, 3]",
      '8 setting core.name = "a b"',
    ]);
  });
});

describe("INI, properties and environment files", () => {
  it("have sections, comments, and values that go on", () => {
    const text = `; top\n[core]\n  a = 1\n  b = x # y\npaths =\n  one\n  two\n`;
    expect(sayFacts("a.cfg", text)).toEqual([
      "3 setting core.a = 1",
      '4 setting core.b = "x"',
      '5 list core.paths ["one", "two"]',
    ]);
    expect(sayFacts(".env.production", 'export TOKEN="a=b"\n')).toEqual(['1 setting TOKEN = "a=b"']);
  });
});

describe("protobuf's text format", () => {
  it("puts repeated messages below their names", () => {
    const text = `feature {\n  name: "age"\n  type: INT\n}\nfeature {\n  name: "ip"\n  value_count { min: 1 }\n}\n`;
    expect(sayFacts("schema.pbtxt", text)).toEqual([
      '2 setting feature.age.name = "age"',
      '3 setting feature.age.type = "INT"',
      '6 setting feature.ip.name = "ip"',
      "7 setting feature.ip.value_count.min = 1",
    ]);
  });
});

describe("XML", () => {
  const text = `<?xml version="1.0"?>\n<configuration>\n  <!-- where -->\n  <appender name="Sentry" class="io.Sentry">\n    <dsn>https://a.b/1?x&amp;y</dsn>\n  </appender>\n</configuration>\n`;

  it("has attributes and texts, below the names that elements give themselves", () => {
    expect(sayFacts("logback.xml", text)).toEqual([
      '4 setting configuration.appender.Sentry.name = "Sentry"',
      '4 setting configuration.appender.Sentry.class = "io.Sentry"',
      '5 setting configuration.appender.Sentry.dsn = "https://a.b/1?x&y"',
    ]);
  });

  it("expands no entity, and says that some are declared", () => {
    const { facts, troubles } = read("a.xml", '<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>');
    expect(troubles).toMatchObject([{ code: "opaque.entities" }]);
    expect(facts).toMatchObject([{ name: "a", value: { text: "&x;" } }]);
    expect(read("a.xml", "<a><b></a>").troubles).toMatchObject([{ code: "opaque.parse" }]);
  });
});

describe("a notebook", () => {
  it("has the text of its code cells, with the lines that they have in the file", () => {
    const text = `{"cells": [\n{"cell_type": "markdown", "source": ["x"]},\n{"cell_type": "code", "source": [\n"%pip install a\\n",\n"b = 1"\n], "outputs": [{"text": "secret"}]}\n]}`;
    expect(read("a.ipynb", text).embedded).toEqual([
      { language: "python", text: "#%pip install a\nb = 1", line: 4, within: [] },
    ]);
  });
});
