import { text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MAX_LINE_BYTES,
  bundleReader,
  checkBundleHeader,
  disclosed,
  formatBundleCheckpoint,
  formatBundleHeader,
  formatBundleLeaf,
} from "./bundle.ts";
import type { BundleItem, BundleLeaf } from "./bundle.ts";

const header = { origin: "log.acme.example/feed", from: 0, size: 2 };
const leaf: BundleLeaf = { leaf: text("leaf"), salt: new Uint8Array(16), evidence: text("{}") };
const note = "log.acme.example/feed\n2\nAAAA\n\n\u2014 log.acme.example/feed BBBB\n";
const lines = [
  formatBundleHeader(header),
  formatBundleLeaf(leaf),
  formatBundleLeaf({ leaf: text("leaf") }),
  formatBundleCheckpoint(note),
] as const;
const [first, second, third, last] = lines;
const code = (value: string) => expect.objectContaining({ code: value });

function readAll(all: readonly Uint8Array[]): readonly BundleItem[] {
  const reader = bundleReader();
  const items = all.map((line) => reader.line(line));
  reader.end();
  return items;
}

describe("a bundle", () => {
  it("is made of these lines", () => {
    const written = lines.map((line) => new TextDecoder().decode(line));
    expect(written).toEqual([
      '{"bundle":1,"from":0,"origin":"log.acme.example/feed","size":2}',
      '{"evidence":"e30=","leaf":"bGVhZg==","salt":"AAAAAAAAAAAAAAAAAAAAAA=="}',
      '{"leaf":"bGVhZg=="}',
      '{"checkpoint":"log.acme.example/feed\\n2\\nAAAA\\n\\n\u2014 log.acme.example/feed BBBB\\n"}',
    ]);
  });

  it("is read back as it was written", () => {
    expect(readAll(lines)).toEqual([
      { kind: "header", header },
      { kind: "leaf", index: 0, leaf },
      { kind: "leaf", index: 1, leaf: { leaf: text("leaf") } },
      { kind: "checkpoint", checkpoint: note },
    ]);
  });

  it("carries any bytes", () => {
    const anything = fc.uint8Array({ maxLength: 200 });
    const shown = fc.record({ leaf: anything, salt: anything, evidence: anything });
    const withPacket = fc.record({ leaf: anything, salt: anything, evidence: anything, packet: anything });
    fc.assert(
      fc.property(fc.oneof(shown, withPacket, fc.record({ leaf: anything })), (line) => {
        const items = readAll([formatBundleHeader({ ...header, size: 1 }), formatBundleLeaf(line), last]);
        expect(items[1]).toEqual({ kind: "leaf", index: 0, leaf: line });
      }),
    );
  });

  it("may begin where another ended, and then hold nothing new but a checkpoint", () => {
    const items = readAll([formatBundleHeader({ ...header, from: 1 }), third, last]);
    expect(items[1]).toEqual({ kind: "leaf", index: 1, leaf: { leaf: text("leaf") } });
    expect(readAll([formatBundleHeader({ ...header, from: 2 }), last])).toHaveLength(2);
  });

  it("H8 is refused when it is empty", () => {
    expect(() => readAll([])).toThrow(code("bundle.empty"));
  });

  it.each([
    ["before the checkpoint", [first, second, third]],
    ["after the header", [first]],
    ["a leaf too early", [first, second, last]],
  ])("H12 is refused when it ends %s", (_what, all) => {
    expect(() => readAll(all)).toThrow(code("bundle.truncated"));
  });

  it.each([
    ["a leaf", second],
    ["a second checkpoint", last],
    ["an empty line", new Uint8Array()],
  ])("is refused when %s follows the checkpoint", (_what, line) => {
    expect(() => readAll([...lines, line])).toThrow(code("bundle.trailing"));
  });

  it("J8 is refused with a leaf beyond its size", () => {
    expect(() => readAll([first, second, second, third, last])).toThrow(code("bundle.index"));
  });

  it("J8 is refused with a line beyond its bound, before it is read", () => {
    expect(() => bundleReader().line(new Uint8Array(MAX_LINE_BYTES + 1))).toThrow(code("limit.bundle"));
  });

  it("F15 says which leaf comes without evidence", () => {
    expect(disclosed(leaf, 0)).toBe(leaf);
    expect(() => disclosed({ leaf: text("leaf") }, 1)).toThrow(code("bundle.evidence-missing"));
  });

  it("F19 continues what is known, of the same log", () => {
    const { origin } = header;
    expect(() => checkBundleHeader(header, { origin, known: 0 })).not.toThrow();
    expect(() => checkBundleHeader(header, { origin, known: 1 })).not.toThrow();
    expect(() => checkBundleHeader({ ...header, from: 2 }, { origin, known: 1 })).toThrow(code("bundle.from"));
    expect(() => checkBundleHeader(header, { origin: "other", known: 0 })).toThrow(code("log.origin"));
  });
});

describe("the first line of a bundle", () => {
  it.each([
    ["another version", '{"bundle":2,"from":0,"origin":"x","size":2}', "bundle.header"],
    ["a begin beyond its size", '{"bundle":1,"from":3,"origin":"x","size":2}', "bundle.header"],
    ["another member", '{"bundle":1,"from":0,"origin":"x","size":2,"time":1}', "bundle.header"],
    ["a member missing", '{"bundle":1,"from":0,"size":2}', "bundle.header"],
    ["a number as text", '{"bundle":1,"from":"0","origin":"x","size":2}', "bundle.header"],
    ["no origin", '{"bundle":1,"from":0,"origin":"","size":2}', "bundle.header"],
    ["a leaf", '{"leaf":"bGVhZg=="}', "bundle.header"],
    ["another order of members", '{"bundle":1,"origin":"x","from":0,"size":2}', "bundle.json-not-canonical"],
    ["J8 a leading zero", '{"bundle":1,"from":01,"origin":"x","size":2}', "bundle.json-number"],
    ["J8 a sign", '{"bundle":1,"from":-1,"origin":"x","size":2}', "bundle.json-number"],
    ["a carriage return", '{"bundle":1,"from":0,"origin":"x","size":2}\r', "bundle.json-not-canonical"],
    ["a key twice", '{"bundle":1,"bundle":1,"from":0,"origin":"x","size":2}', "bundle.duplicate-key"],
    ["nothing", "", "bundle.json-end"],
  ])("is refused with %s", (_what, line, expected) => {
    expect(() => bundleReader().line(text(line))).toThrow(code(expected));
  });
});

describe("a later line of a bundle", () => {
  const after = (line: string | Uint8Array) => {
    const reader = bundleReader();
    reader.line(first);
    return reader.line(typeof line === "string" ? text(line) : line);
  };

  it.each([
    ["an unknown member", '{"leaf":"bGVhZg==","note":"x"}', "bundle.line"],
    ["salt alone", '{"leaf":"bGVhZg==","salt":"AA=="}', "bundle.line"],
    ["evidence alone", '{"evidence":"e30=","leaf":"bGVhZg=="}', "bundle.line"],
    ["a packet alone", '{"leaf":"bGVhZg==","packet":"e30="}', "bundle.line"],
    ["no leaf", '{"evidence":"e30=","salt":"AA=="}', "bundle.line"],
    ["an empty object", "{}", "bundle.line"],
    ["a list", "[]", "bundle.line"],
    ["a checkpoint and more", '{"checkpoint":"x","leaf":"bGVhZg=="}', "bundle.line"],
    ["an empty checkpoint", '{"checkpoint":""}', "bundle.line"],
    ["J2 base64 without padding", '{"leaf":"bGVhZg"}', "bundle.line"],
    ["J2 base64 for addresses", '{"leaf":"_-8="}', "bundle.line"],
    ["J2 a blank in base64", '{"leaf":"bGVh Zg=="}', "bundle.line"],
    ["J2 bits left over", '{"leaf":"bGVhZh=="}', "bundle.line"],
    ["an escape in base64", '{"leaf":"bGVhZ\\u0067=="}', "bundle.line"],
    ["another order of members", '{"leaf":"bGVhZg==","evidence":"e30=","salt":"AA=="}', "bundle.json-not-canonical"],
    ["a blank", '{"leaf": "bGVhZg=="}', "bundle.json-not-canonical"],
    ["a line feed", '{"leaf":"bGVhZg=="}\n', "bundle.json-not-canonical"],
    ["a key twice", '{"leaf":"bGVhZg==","leaf":"bGVhZg=="}', "bundle.duplicate-key"],
    ["something behind it", '{"leaf":"bGVhZg=="}{}', "bundle.json-trailing"],
    ["something behind its salt", '{"evidence":"e30=","leaf":"bGVhZg==","salt":"AA=="}{}', "bundle.json-trailing"],
    ["its end missing", '{"leaf":"bGVhZg=="', "bundle.json-end"],
    ["an escape for what needs none", '{"checkpoint":"\\u0041"}', "bundle.json-not-canonical"],
    ["nothing", "", "bundle.json-end"],
  ])("is refused with %s", (_what, line, expected) => {
    expect(() => after(line)).toThrow(code(expected));
  });

  it("is refused when it is not UTF-8", () => {
    expect(() => after(new Uint8Array([0xff, 0x7b]))).toThrow(code("bundle.json-utf8"));
  });

  it("is refused or another line when any byte of it is flipped", () => {
    for (const line of [second, third])
      for (let at = 0; at < line.length; at += 1)
        for (let bit = 1; bit < 256; bit *= 2) {
          const flipped = line.with(at, (line[at] ?? 0) ^ bit);
          let item;
          try {
            item = after(flipped);
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^bundle\./) });
            continue;
          }
          expect(item.kind === "leaf" && formatBundleLeaf(item.leaf)).toEqual(flipped);
        }
  });
});
