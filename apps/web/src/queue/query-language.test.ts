import { expect, it } from "vitest";
import { completeQuery, says, termsOf } from "./query-language.ts";

const WORDS = { role: ["oracle"], class: ["weight"], repository: ["github:1"], author: ["dana"] };

it("offers fields, and values of the field before the colon", () => {
  const offered = (text: string) => completeQuery(text, text.length, WORDS).map((one) => one.text);
  expect(offered("ri")).toEqual(["risk:"]);
  expect(offered("risk:>")).toEqual([">=R3"]);
  expect(offered("needs:me -is:s")).toEqual(["snoozed"]);
  expect(offered("author:")).toEqual(["dana"]);
  expect(offered("constructor:")).toEqual([]);
  expect(completeQuery("is:m sort:due", 4, WORDS)).toEqual([{ from: 3, to: 4, text: "mine" }]);
});

it("takes a query apart into its conditions, a quoted text whole", () => {
  expect(termsOf('needs:me "two words" -path:"a b/**" x')).toEqual(["needs:me", '"two words"', '-path:"a b/**"', "x"]);
  expect([says("-state:open", "state:"), says("is:snoozed", "is:snoozed"), says('"state:open"', "state:")]).toEqual([
    true,
    true,
    false,
  ]);
});
