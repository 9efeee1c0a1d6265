import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { alarm, alarmId } from "./alarm.ts";
import { compareAlarms } from "./compare-alarms.ts";
import type { Sight } from "./compare-alarms.ts";

const seen = (subject: string, text = "so it is", part = "log") =>
  alarm({ part, code: "monitor.uncovered", subject, text, at: {} });
const log = (...subjects: readonly string[]): Sight => ({ part: "log", alarms: subjects.map((one) => seen(one)) });
const compare = (before: Parameters<typeof compareAlarms>[1], sights: readonly Sight[], now: number) =>
  compareAlarms(nodeCrypto, before, sights, now);
const subjects = (alarms: readonly { readonly subject: string }[]) => alarms.map(({ subject }) => subject);

describe("alarms from turn to turn", () => {
  it("are raised once, keep when they began, and are cleared when they are no longer seen", () => {
    const first = compare([], [log("a", "b")], 100);
    expect(subjects(first.raised)).toEqual(["a", "b"]);
    const second = compare(first.standing, [log("b", "c")], 200);
    expect([subjects(second.raised), subjects(second.cleared)]).toEqual([["c"], ["a"]]);
    expect(second.standing).toMatchObject([
      { subject: "b", since: 100 },
      { subject: "c", since: 200 },
    ]);
  });

  it("are not raised again when only their words change, and the words are the newest", () => {
    const { standing } = compare([], [log("a")], 100);
    const later = compare(standing, [{ part: "log", alarms: [seen("a", "an hour later"), seen("a", "twice")] }], 200);
    expect(later).toMatchObject({ raised: [], cleared: [], standing: [{ text: "an hour later", since: 100 }] });
  });

  it("stand as they did while what they are about cannot be looked at", () => {
    const { standing } = compare([], [log("a")], 100);
    const blind = compare(standing, [{ part: "log", alarms: "unknown" }], 200);
    expect(blind).toMatchObject({ raised: [], cleared: [], standing: [{ subject: "a", since: 100 }] });
  });

  it("end with what they are about, when nobody follows it any more", () => {
    const { standing } = compare([], [{ part: "repository x", alarms: [seen("a", "b", "repository x")] }], 100);
    expect(subjects(compare(standing, [log()], 200).cleared)).toEqual(["a"]);
  });

  it("stay acknowledged while they last, and are raised anew when they come back", () => {
    const [one] = compare([], [log("a")], 100).standing;
    if (one === undefined) throw new Error("it stands");
    const kept = compare([{ ...one, acknowledged: 150 }], [log("a")], 200);
    expect(kept.standing).toMatchObject([{ subject: "a", acknowledged: 150 }]);
    const gone = compare(kept.standing, [log()], 300);
    const back = compare(gone.standing, [log("a")], 400);
    expect(back.raised).toMatchObject([{ subject: "a", since: 400 }]);
    expect(back.raised[0]).not.toHaveProperty("acknowledged");
  });

  it("of one code stand a hundred, and the others are counted in one that changes with their number", () => {
    const many = (count: number) => log(...Array.from({ length: count }, (_, at) => `s${at}`));
    const { standing } = compare([], [many(150)], 100);
    expect(standing).toHaveLength(101);
    expect(standing.at(-1)).toMatchObject({ text: "and 50 more" });
    expect(compare(standing, [many(151)], 200).raised).toMatchObject([{ text: "and 51 more" }]);
  });

  it("are named by code and subject alone", () => {
    expect(alarmId(nodeCrypto, seen("a"))).toBe(alarmId(nodeCrypto, seen("a", "other words")));
    expect(alarmId(nodeCrypto, seen("a"))).not.toBe(alarmId(nodeCrypto, { ...seen("a"), code: "monitor.unjudged" }));
    expect(alarmId(nodeCrypto, seen("a"))).toMatch(/^[0-9a-f]{16}$/);
  });

  it("D7: show nothing that a terminal or the head of a mail would obey", () => {
    const hostile = alarm({ ...seen("a\r\nBcc: x"), text: "\u001b[2J\u202eevil\u2028\u200b", remedy: "\u0000" });
    expect(hostile).toMatchObject({
      subject: "a\\u{d}\\u{a}Bcc: x",
      text: "\\u{1b}[2J\\u{202e}evil\\u{2028}\\u{200b}",
      remedy: "\\u{0}",
    });
    expect(alarm(seen("x".repeat(1e6))).subject.length).toBeLessThan(2002);
  });
});
