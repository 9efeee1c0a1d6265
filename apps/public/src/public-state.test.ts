import { describe, expect, it } from "vitest";
import { NOTHING_TOLD, atomFeed, jsonFeed, publicState, renderPublic } from "./index.ts";
import type { PublicRule } from "./index.ts";
import { DAY, HOUR, NOON, exampleLog, finding } from "./example-log.testing.ts";

const TOLD: PublicRule = { effects: "everybody", delay: 0, withheld: [] };
const SERVICE = "https://countersign.acme.example";
const HOSTILE = `<img src=x onerror=alert(1)>"'&\u202e\u200b\u0007</style><script>alert(2)</script>`;

function busyLog() {
  const log = exampleLog();
  const old = log.capture(NOON - 40 * DAY);
  log.decide(NOON - 39 * DAY, old, "approve");
  const approved = log.capture(NOON - 20 * DAY, [finding("watch_time weighs more", { before: "0.31", after: "0.45" })]);
  log.decide(NOON - 20 * DAY + 2 * HOUR, approved, "approve");
  const back = log.capture(NOON - 10 * DAY, [finding(HOSTILE, { before: HOSTILE })]);
  log.decide(NOON - 10 * DAY + 4 * HOUR, back, "hold");
  const rejected = log.capture(NOON - 5 * DAY);
  log.decide(NOON - 5 * DAY + 6 * HOUR, rejected, "reject");
  log.capture(NOON - DAY);
  return log;
}

describe("what everybody may know", () => {
  it("is counted from the leaves of the last 30 days, and each number says from which", () => {
    const state = publicState(busyLog().source(TOLD), NOON);
    expect(state.captured).toEqual({ count: 4, leaves: [3, 5, 7, 9] });
    expect(state.byOutcome).toEqual({
      approved: { count: 1, leaves: [3, 4] },
      "sent back": { count: 1, leaves: [5, 6] },
      rejected: { count: 1, leaves: [7, 8] },
      waiting: { count: 1, leaves: [9] },
      replaced: { count: 0, leaves: [] },
    });
    expect(state.unreviewed.count).toBe(0);
    expect(state.median).toEqual({ seconds: 4 * HOUR, leaves: [3, 4, 5, 6, 7, 8] });
    expect(state.days).toHaveLength(31);
    expect(state.days.reduce((sum, { captured }) => sum + captured, 0)).toBe(4);
  });

  it("an approval that was taken back is none", () => {
    const log = exampleLog();
    const change = log.capture(NOON - DAY);
    log.decide(NOON - HOUR, change, "approve");
    log.decide(NOON - HOUR / 2, change, "revoke");
    expect(publicState(log.source(TOLD), NOON).byOutcome).toMatchObject({
      approved: { count: 0 },
      waiting: { count: 1 },
    });
  });

  it("G11: what landed before its review is counted, whatever else the log says", () => {
    const log = busyLog();
    const leaf = log.incident(NOON - HOUR, "change.landed-before-review", HOSTILE);
    log.incident(NOON - HOUR, "monitor.alarm", "something else");
    expect(publicState(log.source(TOLD), NOON).unreviewed).toEqual({ count: 1, leaves: [leaf] });
  });

  it("an incident is not dated out of sight: no leaf is older than one before it, and one without a time is of today", () => {
    const log = busyLog();
    const dated = log.incident(NOON - 400 * DAY, "change.landed-before-review", "dated back");
    const timeless = log.incident(NOON, "change.landed-before-review", "no time");
    delete log.times[timeless];
    const ahead = log.incident(NOON + 400 * DAY, "change.landed-before-review", "dated ahead");
    expect(publicState(log.source(TOLD), NOON).unreviewed.leaves).toEqual([dated, timeless, ahead]);
  });

  it("a change that was captured twice is one change", () => {
    const log = exampleLog();
    log.captureAgain(NOON - HOUR, log.capture(NOON - DAY));
    expect(publicState(log.source(TOLD), NOON).captured).toEqual({ count: 1, leaves: [1] });
  });

  it("counts the same among many: each change by its own records, replaced ones by their proposal, each day by its own times", () => {
    const log = exampleLog();
    for (let index = 0; index < 300; index++) {
      const time = NOON - 30 * DAY + index * 2 * HOUR;
      const change = log.capture(time, [], { proposal: `github:${index - (index % 6 === 5 ? 1 : 0)}` });
      const decision = (["approve", "hold", "reject"] as const)[index % 6];
      if (decision !== undefined) log.decide(time + HOUR, change, decision);
    }
    const { captured, byOutcome, median, days } = publicState(log.source(TOLD), NOON);
    expect(captured.count).toBe(300);
    expect(Object.entries(byOutcome).map(([outcome, { count }]) => [outcome, count])).toEqual([
      ["approved", 50],
      ["sent back", 50],
      ["rejected", 50],
      ["waiting", 100],
      ["replaced", 50],
    ]);
    expect(byOutcome["sent back"].leaves).toHaveLength(100);
    expect(median?.seconds).toBe(HOUR);
    expect(days.slice(0, 3)).toEqual([
      { day: "2026-10-23", captured: 6, decided: 3, unreviewed: 0 },
      { day: "2026-10-24", captured: 12, decided: 6, unreviewed: 0 },
      { day: "2026-10-25", captured: 12, decided: 6, unreviewed: 0 },
    ]);
    expect(days.reduce((sum, { decided }) => sum + decided, 0)).toBe(150);
  });
});

describe("effects", () => {
  const effectsBy = (rule: PublicRule, now = NOON) =>
    publicState(busyLog().source(rule, now), now).changes.map(({ effects }) => effects[0]);

  it("are withheld with the reason where nobody agreed to tell them", () => {
    expect(new Set(effectsBy(NOTHING_TOLD).map((line) => JSON.stringify(line)))).toEqual(
      new Set([JSON.stringify({ withheld: "Nobody has agreed to publish what changes do." })]),
    );
  });

  it("are told after the decision, and not before", () => {
    const [waiting, rejected, , approved] = effectsBy(TOLD);
    expect(waiting).toEqual({ withheld: "It is shown after it is decided." });
    expect(rejected).toEqual({ text: "No effect was found by the analysis." });
    expect(approved).toEqual({ text: "watch_time weighs more: 0.31 → 0.45" });
  });

  it("are withheld until their time has come, and say until when", () => {
    const rule: PublicRule = { effects: "everybody", delay: 30 * DAY, withheld: [] };
    expect(effectsBy(rule)[3]).toEqual({
      withheld: "It is shown some time after the decision.",
      until: NOON - 20 * DAY + 2 * HOUR + 30 * DAY,
    });
  });

  it("of a class that is withheld are told with the reason alone", () => {
    const withheld = [{ class: "weights", why: "It would help who floods the feed." }];
    expect(effectsBy({ effects: "everybody", delay: 0, withheld })[3]).toEqual({
      withheld: "It would help who floods the feed.",
    });
  });
});

describe("the page and its feeds", () => {
  it("D22: words of others are text: no markup, nothing unseen, and no style or script of theirs", () => {
    const state = publicState(busyLog().source({ ...TOLD, delay: 0 }), NOON);
    const html = renderPublic(state, { service: SERVICE });
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<script");
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).toContain("[U+202E]");
    expect(html).toContain("[U+0007]");
    for (const text of [html, atomFeed(state, SERVICE), jsonFeed(state)]) expect(text).not.toMatch(/[\u202e\u200b]/);
    expect(atomFeed(state, SERVICE)).not.toContain("<img");
  });

  it("F25: names no change, record, commit, path, person or packet", () => {
    const log = busyLog();
    const state = publicState(log.source(TOLD), NOON);
    const { contents } = { contents: log.source(TOLD).log };
    const secrets = contents.changes.flatMap(({ id, record }) => [
      id,
      record.change,
      record.changeDigest,
      record.head.gitCommit,
      record.claim.title,
      "weights.json",
      "olga",
      "dana",
    ]);
    for (const text of [renderPublic(state, { service: SERVICE }), atomFeed(state, SERVICE), jsonFeed(state)])
      for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it("says what will stand there while there is nothing", () => {
    const html = renderPublic(publicState(exampleLog().source(TOLD), NOON), { service: SERVICE });
    expect(html).toContain("nobody proposed a change");
    expect(html).toContain("Each change will stand here");
  });

  it("stays within 60 KB, and leaves what it does not show to the feed", () => {
    const log = exampleLog();
    for (let index = 0; index < 220; index++) {
      const change = log.capture(
        NOON - 3 * DAY + index,
        Array.from({ length: 8 }, () => finding("x".repeat(200))),
      );
      log.decide(NOON - 3 * DAY + index, change, index % 9 === 0 ? "hold" : "approve");
    }
    const state = publicState(log.source(TOLD), NOON);
    const html = renderPublic(state, { service: SERVICE });
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000);
    expect(html).toMatch(/\d+ earlier ones are in the/);
    expect(JSON.parse(jsonFeed(state)).changes).toHaveLength(220);
  });
});
