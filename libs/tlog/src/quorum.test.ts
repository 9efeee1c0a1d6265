import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canBeMetTwice, canBeMetWithout } from "./quorum-analysis.ts";
import { checkQuorum, isQuorumMet, vouchedTime } from "./quorum.ts";
import type { Quorum } from "./quorum.ts";
import { codeOf } from "./test-log.testing.ts";

const NAMES = ["a", "b", "c", "d", "e", "f", "g"];

/** Any quorum over some of the names, each once. */
const anyQuorum: fc.Arbitrary<Quorum> = fc
  .shuffledSubarray(NAMES, { minLength: 1 })
  .chain((names) => fc.infiniteStream(fc.nat(99)).map((stream) => build(names, () => stream.next().value ?? 0)));

function build(names: readonly string[], pick: () => number): Quorum {
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const groups = 1 + (pick() % names.length);
  const parts = Array.from({ length: groups }, (_, i) => names.filter((_name, j) => j % groups === i));
  const members = groups === 1 ? names : parts.map((part) => build(part, pick));
  const rule = pick() % 3;
  if (rule === 0) return { all: members };
  return rule === 1 ? { any: members } : { atLeast: 1 + (pick() % members.length), of: members };
}

const subsets = Array.from(
  { length: 2 ** NAMES.length },
  (_, bits) => new Set(NAMES.filter((_name, i) => bits & (1 << i))),
);

describe("the time that a quorum vouches for", () => {
  const times = new Map([
    ["a", 10],
    ["b", 20],
    ["c", 30],
  ]);

  it.each<[string, Quorum, number | undefined]>([
    ["none is no time", "none", undefined],
    ["a witness's is its own", "b", 20],
    ["an absent witness's is none", "d", undefined],
    ["all's is the earliest", { all: ["a", "b", "c"] }, 10],
    ["all with one absent is not met", { all: ["a", "d"] }, undefined],
    ["any's is the latest", { any: ["a", "b", "d"] }, 20],
    ["any of the absent is not met", { any: ["d", "e"] }, undefined],
    ["two of three's is the second latest", { atLeast: 2, of: ["a", "b", "c"] }, 20],
    ["three of four's counts the three that are there", { atLeast: 3, of: ["a", "b", "c", "d"] }, 10],
    ["four of five's is not met by three", { atLeast: 4, of: ["a", "b", "c", "d", "e"] }, undefined],
    ["groups are taken by their own time", { all: [{ any: ["a", "c"] }, { atLeast: 1, of: ["b", "d"] }] }, 20],
    ["no members vouch for nothing", { all: [] }, undefined],
    ["no members needed vouch for nothing", { atLeast: 0, of: ["a"] }, undefined],
  ])("F14 %s", (_what, quorum, time) => {
    expect(vouchedTime(quorum, times)).toBe(time);
  });

  it("F14 is the latest time from which on witnesses that alone meet the quorum all cosigned", () => {
    const seconds = fc.array(fc.nat(20), { minLength: NAMES.length, maxLength: NAMES.length });
    fc.assert(
      fc.property(anyQuorum, fc.subarray(NAMES), seconds, (quorum, cosigned, drawn) => {
        const when = new Map(NAMES.map((name, i) => [name, drawn[i] ?? 0]));
        const here = new Map([...when].filter(([name]) => cosigned.includes(name)));
        const asOf = (time: number) => new Set([...here].filter(([, at]) => at >= time).map(([name]) => name));
        const met = [...here.values()].filter((time) => isQuorumMet(quorum, asOf(time)));
        expect(vouchedTime(quorum, here)).toBe(met.length === 0 ? undefined : Math.max(...met));
      }),
    );
  });

  it("F14 one witness far off in the future moves nothing that needs another", () => {
    const far = new Map([...times, ["c", 2 ** 50]]);
    expect(vouchedTime({ atLeast: 2, of: ["a", "b", "c"] }, far)).toBe(20);
    expect(vouchedTime({ all: ["b", "c"] }, far)).toBe(20);
  });
});

describe("a quorum", () => {
  it("none is met by nobody, a witness by itself", () => {
    expect(isQuorumMet("none", new Set())).toBe(true);
    expect(isQuorumMet("a", new Set(["b"]))).toBe(false);
    expect(isQuorumMet({ atLeast: 2, of: ["a", "b"] }, new Set(["a", "b"]))).toBe(true);
  });

  it.each<[string, Quorum, string]>([
    ["with an empty group", { all: [] }, "log.quorum-empty"],
    ["that asks for none of its members", { atLeast: 0, of: ["a"] }, "log.quorum-threshold"],
    ["that asks for more than its members", { atLeast: 3, of: ["a", "b"] }, "log.quorum-threshold"],
    ["that asks for a part of a member", { atLeast: 1.5, of: ["a", "b"] }, "log.quorum-threshold"],
    ["with none in a group", { any: ["a", "none"] }, "log.quorum-none"],
    ["with an unknown witness", { all: ["a", "z"] }, "log.quorum-unknown"],
    ["of an unknown witness", "z", "log.quorum-unknown"],
    ["with one witness twice", { atLeast: 2, of: ["a", { all: ["b", "a"] }] }, "log.quorum-twice"],
    ["of two forms at once", Object.assign({ all: ["a"] }, { any: ["b"] }), "log.quorum-form"],
    ["of no form", JSON.parse('{"some":["a"]}'), "log.quorum-form"],
    ["with members that are no list", JSON.parse('{"all":"a"}'), "log.quorum-form"],
  ])("F9 %s is refused", (_what, quorum, code) => {
    expect(codeOf(() => checkQuorum(quorum, NAMES))).toBe(code);
  });

  it("that the tests draw is one that is accepted", () => {
    fc.assert(
      fc.property(anyQuorum, (quorum) => {
        expect(codeOf(() => checkQuorum(quorum, NAMES))).toBe("none");
      }),
    );
  });
});

describe("what a quorum can be met by", () => {
  it("F9 is known without trying: by whom it can be met without others", () => {
    fc.assert(
      fc.property(anyQuorum, fc.subarray(NAMES), (quorum, names) => {
        const absent = new Set(names);
        const tried = subsets.some((set) => set.isDisjointFrom(absent) && isQuorumMet(quorum, set));
        expect(canBeMetWithout(quorum, absent)).toBe(tried);
      }),
    );
  });

  it("F9 is known without trying: whether two sets without a common member can meet it", () => {
    fc.assert(
      fc.property(anyQuorum, (quorum) => {
        const meeting = subsets.filter((set) => isQuorumMet(quorum, set));
        const tried = meeting.some((one) => meeting.some((other) => one.isDisjointFrom(other)));
        expect(canBeMetTwice(quorum)).toBe(tried);
      }),
      { numRuns: 60 },
    );
  });

  it("F9 is not answered for a quorum that names a witness twice", () => {
    const quorum = { all: ["a", { any: ["a", "b"] }] };
    expect(codeOf(() => canBeMetTwice(quorum))).toBe("log.quorum-twice");
    expect(codeOf(() => canBeMetWithout(quorum, new Set()))).toBe("log.quorum-twice");
  });

  it.each<[Quorum, boolean, boolean]>([
    ["none", true, true],
    ["a", false, false],
    [{ any: ["a", "b"] }, true, true],
    [{ all: ["a", { any: ["b", "c"] }] }, false, false],
    [{ atLeast: 2, of: ["a", "b", "c"] }, true, false],
    [{ atLeast: 2, of: ["a", "b", "c", "d"] }, true, true],
  ])("F9 %j without a: %s, twice: %s", (quorum, without, twice) => {
    expect(canBeMetWithout(quorum, new Set(["a"]))).toBe(without);
    expect(canBeMetTwice(quorum)).toBe(twice);
  });
});
