import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CountersignError, parseOid } from "@countersign/core";
import type { BlobDigest } from "@countersign/core";
import { responseReader } from "./responses.ts";
import type { Request } from "./responses.ts";

const idOf = (content: Uint8Array, type = "blob") =>
  parseOid(createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex"), "sha1");
const answerTo = (content: Uint8Array) =>
  Buffer.concat([Buffer.from(`${idOf(content)} blob ${content.length}\n`), content, Buffer.from("\n")]);

/** Feeds chunks as the answers to requests and collects how these are settled. */
function readAll(
  requests: readonly Omit<Request, "resolve" | "reject">[],
  chunks: readonly Buffer[],
  settled: unknown[] = [],
): readonly unknown[] {
  const queue = requests.map((request) => ({
    ...request,
    resolve: (value: unknown) => settled.push(value),
    reject: (reason: unknown) => settled.push(reason),
  }));
  const receive = responseReader("sha1", () => queue.shift() as Request | undefined);
  for (const chunk of chunks) receive(chunk);
  return settled;
}

it("reads the same wherever the answers are cut", () => {
  const contents = ["", "a", "two\nlines\n", "\0\n\0"].map((text) => new Uint8Array(Buffer.from(text)));
  const absent = idOf(Buffer.from("absent"));
  const stream = Buffer.concat([
    ...contents.map(answerTo),
    Buffer.from(`${absent} missing\n`),
    ...contents.map(answerTo),
  ]);
  const requests = [
    ...contents.map((content) => ({ kind: "whole" as const, oid: idOf(content), type: "blob" as const, limit: 100 })),
    { kind: "digest" as const, oid: absent },
    ...contents.map((content) => ({ kind: "digest" as const, oid: idOf(content) })),
  ];
  const expected = [
    ...contents,
    expect.objectContaining({ code: "git.missing-object" }),
    ...contents.map(
      (content): BlobDigest => ({
        sha256: createHash("sha256").update(content).digest("hex"),
        size: content.length,
        lines: Buffer.from(content).toString("latin1").split("\n").length - 1,
      }),
    ),
  ];
  for (let cut = 0; cut <= stream.length; cut += 1) {
    // Copies, since the reader may alter the chunks that it is given.
    const chunks = [Buffer.from(stream.subarray(0, cut)), Buffer.from(stream.subarray(cut))];
    expect(readAll(requests, chunks)).toEqual(expected);
  }
  const single = Array.from(stream, (byte) => Buffer.of(byte));
  expect(readAll(requests, single)).toEqual(expected);
});

it("J5 digests content that is far larger than what it holds", () => {
  const piece = Buffer.alloc(1 << 16, 7);
  const pieces = 1 << 12;
  const size = piece.length * pieces;
  const identity = createHash("sha1").update(`blob ${size}\0`);
  const content = createHash("sha256");
  for (let at = 0; at < pieces; at += 1) {
    identity.update(piece);
    content.update(piece);
  }
  const oid = parseOid(identity.digest("hex"), "sha1");
  const before = process.memoryUsage().arrayBuffers;
  const settled = readAll(
    [{ kind: "digest", oid }],
    [Buffer.from(`${oid} blob ${size}\n`), ...Array.from({ length: pieces }, () => piece), Buffer.from("\n")],
  );
  expect(settled).toEqual([{ sha256: content.digest("hex"), size, lines: 0 }]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(size / 8);
});

describe("an answer that was not asked for ends the reading:", () => {
  const content = Buffer.from("abc");
  const oid = idOf(content);
  it.each([
    ["another id", `${"1".repeat(40)} blob 3\nabc\n`],
    ["an unknown type", `${oid} thing 3\nabc\n`],
    ["an ambiguous name", `${oid} ambiguous\n`],
    ["a size with a sign", `${oid} blob +3\nabc\n`],
    ["a size that is too short", `${oid} blob 2\nabc\n`],
    ["an endless header", "x".repeat(300)],
    ["one answer more", `${answerTo(content).toString()}${answerTo(content).toString()}`],
  ])("%s", (_what, stream) => {
    const chunks = [Buffer.from(stream)];
    expect(() => readAll([{ kind: "digest", oid }], chunks)).toThrow(expect.objectContaining({ code: "git.cat-file" }));
  });
});

it("C11 tells other content from what the id promises", () => {
  const oid = idOf(Buffer.from("abc"));
  for (const kind of ["digest", "whole"] as const) {
    const request = { kind, oid, type: "blob" as const, limit: 10 };
    const [whole] = readAll([request], [Buffer.from(`${oid} blob 3\nabd\n`)]);
    const [cut] = readAll([request], [Buffer.from(`${oid} blob 3\na`), Buffer.from("bd\n")]);
    expect([whole, cut]).toEqual([
      expect.objectContaining({ code: "git.object-hash" }),
      expect.objectContaining({ code: "git.object-hash" }),
    ]);
  }
});

it("J5 settles nothing wrongly and says so in a code, however the answers are altered and cut", () => {
  const contents = ["", "a", "two\nlines\n", "\0\n\0"].map((text) => new Uint8Array(Buffer.from(text)));
  const stream = Buffer.concat([...contents, ...contents].map((content) => answerTo(content)));
  const requests = [
    ...contents.map((content) => ({ kind: "whole" as const, oid: idOf(content), type: "blob" as const, limit: 100 })),
    ...contents.map((content) => ({ kind: "digest" as const, oid: idOf(content) })),
  ];
  const honest = readAll(requests, [Buffer.from(stream)]);
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc
      .constantFrom("\n", " missing\n", " blob 0\n", " tree 1\n", "9999999999999999", " blob 99999999999999\n")
      .map((text) => new Uint8Array(Buffer.from(text))),
  );
  const altered = fc.record({
    at: fc.nat(),
    gone: fc.nat({ max: 60 }),
    piece,
    cuts: fc.array(fc.nat(), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(altered, ({ at, gone, piece: put, cuts }) => {
      const start = at % stream.length;
      const bytes = Buffer.concat([stream.subarray(0, start), put, stream.subarray(start + gone)]);
      const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
      const chunks = ends.map((end, index) => Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)));
      for (const [index, one] of settledOrCode(requests, chunks).entries())
        if (one instanceof CountersignError) expect(one.code).toMatch(/^(git|limit)\./);
        else expect(one).toEqual(honest[index]);
    }),
    { numRuns: 2000 },
  );
});

/** What was settled before the reader gave up, which it may do with `git.cat-file` alone. */
function settledOrCode(requests: Parameters<typeof readAll>[0], chunks: readonly Buffer[]): readonly unknown[] {
  const settled: unknown[] = [];
  try {
    readAll(requests, chunks, settled);
  } catch (error) {
    expect(error).toMatchObject({ code: "git.cat-file" });
  }
  return settled;
}
