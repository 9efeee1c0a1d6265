import { setTimeout } from "node:timers/promises";
import type { ChangeRecord } from "@countersign/core";
import { concurrently } from "@countersign/core";
import { contentsOf } from "@countersign/home";
import type { SharedHome } from "@countersign/home";
import { appendTo } from "@countersign/home/testing";
import { decisionAbout, loggedChange } from "./logged-changes.ts";
import type { LoggedChange } from "./logged-changes.ts";

/** Changes of one append. */
const AT_ONCE = 250;
/** Milliseconds between two appends. */
const PAUSE = 150;
/** Each so-manieth change is decided by the oracle. */
const DECIDED = 10;

/** Logs so many changes in a home that others work in, with their packets, and decisions about some. */
export async function logChanges(home: SharedHome, count: number): Promise<void> {
  let before: ChangeRecord | undefined;
  for (let from = 0; from < count; from += AT_ONCE) {
    await home.work(async (opened) => {
      const contents = contentsOf(opened);
      const made: LoggedChange[] = [];
      for (let number = from; number < Math.min(from + AT_ONCE, count); number += 1) {
        made.push(loggedChange(contents, number, before));
        before = made.at(-1)?.record;
      }
      await concurrently(made, 16, ({ packet }) => opened.parts.packets.put(packet));
      const decided = made.filter((_, at) => at % DECIDED === DECIDED - 1);
      await appendTo(opened, [
        ...made.map(({ envelope }) => envelope),
        ...decided.map(({ record }) => decisionAbout(contents, record, "dana", "approve")),
      ]);
    });
    // Whoever waits for the home looks for it every tenth of a second, and sees the log grow.
    await setTimeout(PAUSE);
  }
}
