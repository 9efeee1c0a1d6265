import { nodeCrypto } from "@countersign/crypto/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry, Mode } from "../change/entry.ts";
import { absentOid, parseOid } from "../objects/oid.ts";
import { pathFromBytes } from "../objects/path.ts";
import { netDifference, sumOf } from "./net.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A side of an entry: a small content, or undefined for an absent file. */
function side(content: string | undefined) {
  if (content === undefined) return { mode: "000000" as Mode, oid: absentOid("sha1"), sha256: "-" };
  const sha256 = Buffer.from(nodeCrypto.sha256(encode(content))).toString("hex");
  return { mode: "100644" as Mode, oid: parseOid(sha256.slice(0, 40), "sha1"), sha256 };
}

function entry(path: string, before: string | undefined, after: string | undefined): Entry {
  const [old, now] = [side(before), side(after)];
  return {
    path: pathFromBytes(encode(path)),
    oldMode: old.mode,
    newMode: now.mode,
    oldOid: old.oid,
    newOid: now.oid,
    oldSha256: old.sha256,
    newSha256: now.sha256,
  };
}

type Tree = Readonly<Record<string, string>>;

function differences(a: Tree, b: Tree): readonly Entry[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .toSorted()
    .filter((path) => a[path] !== b[path])
    .map((path) => entry(path, a[path], b[path]));
}

describe("the net difference of consecutive steps", () => {
  it("has the first old side and the last new side", () => {
    const net = netDifference();
    net.add([entry("a", "1", "2")]);
    net.add([entry("a", "2", "3")]);
    expect(net.entries()).toEqual([entry("a", "1", "3")]);
  });

  it("forgets what was undone", () => {
    const net = netDifference();
    net.add([entry("a", "1", "2"), entry("b", undefined, "x")]);
    net.add([entry("a", "2", "1")]);
    expect(net.entries()).toEqual([entry("b", undefined, "x")]);
    net.add([entry("b", "x", undefined)]);
    expect(net.isEmpty()).toBe(true);
    expect(net.sum()).toBe(0);
  });

  it("E7: keeps of a path that is not in scope itself what has a side that is, with what was outside", () => {
    const moved = (before: string, after: string): Entry => ({
      ...entry("docs/l", before, after),
      broughtBy: { old: before === "in", new: after === "in" },
    });
    const netOf = (...contents: readonly string[]) => {
      const net = netDifference();
      contents.slice(1).forEach((after, index) => net.add([moved(contents[index] ?? "", after)]));
      return { entries: net.entries(), isEmpty: net.isEmpty(), sum: net.sum() };
    };
    const nothing = { entries: [], isEmpty: true, sum: 0 };
    expect(netOf("a", "in", "b")).toEqual(nothing);
    expect(netOf("a", "b")).toEqual(nothing);
    expect(netOf("in", "a", "b", "in")).toEqual(nothing);
    for (const [first, ...others] of [
      ["a", "b", "in"],
      ["in", "a", "b"],
      ["a", "in", "b", "in"],
    ] as const) {
      const direct = entry("docs/l", first, others.at(-1));
      expect(netOf(first, ...others)).toMatchObject({ entries: [direct], isEmpty: false, sum: sumOf([direct]) });
    }
  });

  it("is the difference of first and last tree, whatever lies between", () => {
    const trees = fc.array(fc.dictionary(fc.constantFrom("a", "b", "c/d"), fc.constantFrom("1", "2", "3")), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(trees, (line) => {
        const net = netDifference();
        line.slice(1).forEach((tree, index) => net.add(differences(line[index] ?? {}, tree)));
        const direct = differences(line[0] ?? {}, line.at(-1) ?? {});
        expect(net.entries()).toEqual(direct);
        expect(net.sum()).toBe(sumOf(direct));
      }),
    );
  });
});
