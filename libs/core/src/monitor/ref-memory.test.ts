import { describe, expect, it } from "vitest";
import { parseOid } from "../objects/oid.ts";
import { followRef, rewoundAlarm } from "./ref-memory.ts";

const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");
const [a, b, c, d] = [oid("a"), oid("b"), oid("c"), oid("d")] as const;
const place = { repository: "local:feed", ref: "refs/heads/main" };

describe("a protected ref that is followed", () => {
  it("is remembered where it was first seen, and goes on from there", () => {
    expect(followRef(undefined, a, new Set())).toEqual({ tip: a });
    expect(followRef({ tip: a }, b, new Set([a]))).toEqual({ tip: b });
    expect(followRef(undefined, undefined, new Set())).toBeUndefined();
  });

  it("C5: is rewound where it does not have its old tip on its first-parent line, under one name while it goes on there", () => {
    const rewound = followRef({ tip: a }, b, new Set());
    expect(rewound).toEqual({ tip: a, astray: b });
    const further = followRef(rewound, c, new Set([b]));
    expect(further).toEqual(rewound);
    const again = followRef(further, d, new Set());
    expect(again).toEqual({ tip: a, astray: d });
    if (rewound === undefined || again === undefined) throw new Error("it is remembered");
    const names = [rewound, again].map((memory) => rewoundAlarm(place, memory)?.subject);
    expect(new Set(names).size).toBe(2);
  });

  it("C5: is right again where its old tip is back, whatever lies above", () => {
    expect(followRef({ tip: a, astray: b }, a, new Set([a]))).toEqual({ tip: a });
    expect(followRef({ tip: a, astray: b }, d, new Set([a, b]))).toEqual({ tip: d });
  });

  it("C5: may be gone", () => {
    const gone = followRef({ tip: a }, undefined, new Set());
    expect(gone).toEqual({ tip: a, astray: "gone" });
    expect(rewoundAlarm(place, gone ?? { tip: a })).toMatchObject({ code: "monitor.ref-rewound", at: { commit: a } });
    expect(followRef(gone, b, new Set())).toEqual({ tip: a, astray: b });
    expect(rewoundAlarm(place, { tip: a })).toBeUndefined();
  });
});
