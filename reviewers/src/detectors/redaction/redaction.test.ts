import { describe, expect, it } from "vitest";
import { saidBy } from "../analysed.testing.ts";

const said = (path: string, before: string | undefined, after: string) =>
  saidBy("redaction", { [path]: [before, after] });

describe("what is taken out of sight", () => {
  it("is a value that was public and is a sentinel now", async () => {
    expect(await said("params/limits.py", "SPAM_THRESHOLD = 0.7\n", "SPAM_THRESHOLD = 9.99\n")).toEqual([
      "R2 redaction.withdrawn: SPAM_THRESHOLD was public and is 9.99 now",
    ]);
  });

  it("is a sentinel from the beginning", async () => {
    expect(await said("params/limits.py", undefined, "SPAM_THRESHOLD = 9.99\n")).toEqual([
      "R2 redaction.sentinel: SPAM_THRESHOLD is 9.99, which stands for a number that is not told",
    ]);
  });

  it("is a text that stands for another", async () => {
    expect(await said("runtime/sink.py", "A = 1\n", 'A = 1\nTEMPLATE = "<redacted>"\n')).toEqual([
      "R2 redaction.stub: A place in runtime/sink.py stands for something that is not told",
    ]);
  });

  it("is nothing where a page tells of it, a number only has nines, or a test has one", async () => {
    expect(await said("docs/redaction.md", "a\n", "a\n\nTexts are <redacted> in public.\n")).toEqual([]);
    expect(await said("params/limits.py", "PRICE = 10\n", "PRICE = 19.95\n")).toEqual([]);
    const found = await said("tests/test_a.py", "SCORE = 1\n", "SCORE = 9.99\n");
    expect(found.filter((one) => !one.startsWith("R1"))).toEqual([]);
  });
});
