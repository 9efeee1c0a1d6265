import { expect, it } from "vitest";
import { examined, setting } from "../../examined.testing.ts";
import { told } from "../detect.testing.ts";
import { presentation } from "./presentation.ts";

it("a pinned module at another position is R2", () => {
  const side = (value: string) => [setting("promoted_module_position", value, { as: "config" })];
  expect(told(presentation, examined("modules.yaml", ["params"], side("8"), side("2")))).toEqual([
    "R2 param.changed: promoted module position 8 → 2 (× 0.25)",
  ]);
});
