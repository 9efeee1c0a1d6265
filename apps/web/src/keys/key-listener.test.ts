import { expect, it } from "vitest";
import { spellKey } from "./key-listener.ts";

const key = (name: string, some: Partial<KeyboardEvent> = {}) =>
  spellKey(
    Object.assign({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }, some) as KeyboardEvent,
  );

it("keys are written as commands name them", () => {
  expect([
    key("j"),
    key("X", { shiftKey: true }),
    key("?", { shiftKey: true }),
    key(" "),
    key("Enter", { shiftKey: true }),
  ]).toEqual(["j", "Shift+x", "?", "Space", "Shift+Enter"]);
  expect([
    key("k", { ctrlKey: true }),
    key("K", { metaKey: true, shiftKey: true }),
    key("Shift", { shiftKey: true }),
  ]).toEqual(["Control+k", "Control+Shift+k", undefined]);
});
