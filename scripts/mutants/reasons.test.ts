import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { idleReasons, readReasons, reasonFor } from "./reasons.ts";

const survivor = {
  path: "a.ts",
  start: 4,
  line: 1,
  column: 5,
  within: "for (;i < n;) f(i);",
  before: "<",
  after: "<=",
};
const reason = { path: "a.ts", within: "for (;i < n;) f(i);", before: "<", after: "<=", why: "both end the loop" };

it("a reason is for what it names", () => {
  expect(reasonFor([reason], survivor)).toBe(reason);
  expect(reasonFor([{ ...reason, after: ">" }], survivor)).toBeUndefined();
  expect(reasonFor([reason], { ...survivor, within: "if (i < n) f();" })).toBeUndefined();
});

it("a reason at whose place nothing survives is idle, in the files that were tried", () => {
  expect(idleReasons([reason], ["a.ts"], [survivor])).toEqual([]);
  expect(idleReasons([reason], ["a.ts"], [])).toEqual([reason]);
  expect(idleReasons([reason], ["b.ts"], [])).toEqual([]);
});

it("every reason that is kept names a file, and says why", () => {
  const root = join(import.meta.dirname, "../..");
  for (const { path, why } of readReasons(join(import.meta.dirname, "reasons.json"))) {
    expect(existsSync(join(root, path)), path).toBe(true);
    expect(why).toMatch(/\w{2,} \w{2,}/);
  }
});
