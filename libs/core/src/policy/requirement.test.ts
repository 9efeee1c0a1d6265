import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { parsePattern } from "../change/pattern.ts";
import { pathFromBytes } from "../objects/path.ts";
import type { Requirement } from "./policy.ts";
import { claims, claimsEntry } from "./requirement.ts";

const path = (name: string) => pathFromBytes(text(name));
const base: Requirement = { id: "r", role: "oracle", count: 1, coverage: ["same-change"] };
const byPath: Requirement = { ...base, paths: [parsePattern("ranker/**")] };
const byClass: Requirement = { ...base, classes: ["egress", "feature"] };
const byBoth: Requirement = { ...byPath, classes: ["egress"] };

describe("a requirement", () => {
  it("by path claims what its patterns match, whatever is found there", () => {
    expect(claims(byPath, path("ranker/score.py"), [])).toBe(true);
    expect(claims(byPath, path("ui/list.ts"), ["egress"])).toBe(false);
    const folders = { ...base, paths: ["ranker/**", "serving/**"].map(parsePattern) };
    expect(claims(folders, path("ranker/score.py"), [])).toBe(true);
    expect(claims(base, path("ui/list.ts"), [])).toBe(true);
  });

  it.each(["120000", "160000"])(
    "E16 by path claims what of mode %s stands where its patterns match below",
    (newMode) => {
      expect(claimsEntry(byPath, { path: path("ranker"), newMode }, [])).toBe(true);
      expect(claimsEntry(byPath, { path: path("ranker"), oldMode: newMode, newMode: "000000" }, [])).toBe(true);
      expect(claimsEntry(byPath, { path: path("ui"), newMode }, [])).toBe(false);
      expect(claimsEntry(byPath, { path: path("ranker"), newMode: "100644" }, [])).toBe(false);
    },
  );

  it("E7 by path claims a link to what its patterns match, to a folder of it too", () => {
    const link = (...leadsTo: readonly string[]) =>
      ({ path: path("ui/link"), newMode: "120000", leadsTo: leadsTo.map(path) }) as const;
    expect(claimsEntry(byPath, link("ranker/score.py"), [])).toBe(true);
    expect(claimsEntry(byPath, link("elsewhere", "ranker"), [])).toBe(true);
    expect(claimsEntry(byPath, link("elsewhere"), [])).toBe(false);
    expect(claimsEntry(byPath, link(), [])).toBe(false);
    expect(claimsEntry(byBoth, link("ranker/score.py"), ["weight"])).toBe(false);
    expect(claimsEntry(base, link("elsewhere"), [])).toBe(true);
  });

  it("by class claims what was found, and the classes below", () => {
    expect(claims(byClass, path("a"), ["egress"])).toBe(true);
    expect(claims(byClass, path("a"), ["feature.personal"])).toBe(true);
    expect(claims(byClass, path("a"), ["features"])).toBe(false);
    expect(claims({ ...base, classes: ["feature.personal"] }, path("a"), ["feature"])).toBe(false);
    expect(claims(byClass, path("a"), [])).toBe(false);
  });

  it("by both claims only where both hold", () => {
    expect(claims(byBoth, path("ranker/x"), ["egress"])).toBe(true);
    expect(claims(byBoth, path("ranker/x"), ["weight"])).toBe(false);
    expect(claims(byBoth, path("ui/x"), ["egress"])).toBe(false);
  });

  it("D17 by class claims what nobody analysed", () => {
    expect(claims(byClass, path("a"), undefined)).toBe(true);
    expect(claims(byBoth, path("ui/x"), undefined)).toBe(false);
  });
});
