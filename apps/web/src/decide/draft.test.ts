import { expect, it } from "vitest";
import { emptyStorage } from "../app/storage.testing.ts";
import { EMPTY_DRAFT, dropDraft, keepDraft, readDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";

it("a draft is read as it was kept, by the same person about the same change, until it is dropped", () => {
  const kept = emptyStorage();
  const draft: Draft = {
    decision: "approve",
    limited: true,
    role: "oracle",
    environments: ["staging"],
    until: "2030-01-02T03:04",
    message: "é “x”",
  };
  keepDraft(kept, "dana", "c1", draft);
  expect(readDraft(kept, "dana", "c1")).toEqual(draft);
  expect(readDraft(kept, "dora", "c1")).toEqual(EMPTY_DRAFT);
  expect(readDraft(kept, "dana", "c2")).toEqual(EMPTY_DRAFT);
  dropDraft(kept, "dana", "c1");
  expect(readDraft(kept, "dana", "c1")).toEqual(EMPTY_DRAFT);
});

it.each(["{", "[]", "null", '"x"', '{"decision":"approve all","environments":"x","message":7,"reason":"none"}'])(
  "what is no draft says nothing: %s",
  (text) => {
    const kept = emptyStorage();
    kept.setItem("countersign.draft.dana.c1", text);
    expect(readDraft(kept, "dana", "c1")).toEqual(EMPTY_DRAFT);
  },
);
