import { describe, expect, it } from "vitest";
import { fallbackOf } from "./fallback.ts";

describe("a value that the environment may replace", () => {
  it.each([
    ["Number ( process . env . W ?? 0.5 )", "0.5"],
    ["env . LIMIT || 3", "3"],
    [`maybe ( process . env . END ) ?? 'wss://a.test'`, "wss://a.test"],
    [`os . getenv ( "URL" ) or "https://a.test"`, "https://a.test"],
    [`float ( os . environ . get ( "W" , "0.5" ) )`, "0.5"],
    [`getEnv ( "MODE" , "open" )`, "open"],
    [`env . ON ?? true`, "true"],
  ])("is %s", (text, value) => {
    expect(fallbackOf({ is: "code", text })).toMatchObject({ text: value });
  });

  it.each(["a + 0.5", "( a ?? b )", `f ( "a" , "b" )`, "x or y", "self . decay or 0.0", "a || b . c ( 3 )"])(
    "is not %s",
    (text) => {
      expect(fallbackOf({ is: "code", text })).toBeUndefined();
    },
  );
});
