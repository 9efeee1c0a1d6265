import { describe, expect, it } from "vitest";
import { AttestError } from "./error.ts";

describe("an error", () => {
  it("says which check failed and what was found", () => {
    const error = new AttestError("attest.namespace", "made for git");
    expect(error).toMatchObject({ code: "attest.namespace", detail: "made for git" });
    expect(String(error)).toBe("AttestError: attest.namespace: made for git");
  });

  it("hands no control characters of strangers to terminals and logs", () => {
    const { detail } = new AttestError("x", "a\u001b[2J\n\u202e\u2028\u009bé😂\ud800");
    expect(detail).toBe("a\\u{1b}[2J\\u{a}\\u{202e}\\u{2028}\\u{9b}é😂\\u{d800}");
  });

  it("keeps what strangers can make long short", () => {
    expect(new AttestError("x", "y".repeat(1_000_000)).detail).toHaveLength(501);
  });
});
