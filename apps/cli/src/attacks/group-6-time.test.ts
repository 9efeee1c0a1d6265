import { exitFor } from "@countersign/core";
import { draft } from "@countersign/core/testing";
import { describe, expect, it } from "vitest";
import { askWithoutState, askerWithState } from "../agreement/ask-with-state.testing.ts";
import { withCases } from "../agreement/open-cases.testing.ts";

const NOON = 1_795_341_600;

describe("group 6: the witnesses' time", () => {
  it("F14: that is older than a gate has seen is a log that was set back, and one without state cannot tell", async () => {
    await withCases([draft().world("c0")], async ({ about }) => {
      const at = (time: number) => ({ commit: "c0", size: about.log.lines.length, time, now: NOON + 60 });
      const gate = askerWithState(about);
      expect(await gate.ask(at(NOON))).toMatchObject({ decision: "allow", code: "gate.allowed" });
      const back = await gate.ask(at(NOON - 1));
      expect({ ...back, exit: exitFor(back.code) }).toMatchObject({ decision: "error", code: "log.rollback", exit: 6 });
      expect(await gate.ask(at(NOON))).toMatchObject({ decision: "allow" });
      expect(await askWithoutState(about, at(NOON - 1))).toMatchObject({ decision: "allow" });
    });
  });
});
