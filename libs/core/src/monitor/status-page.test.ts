import { describe, expect, it } from "vitest";
import { STATUS_PAGE_HEADERS, statusPage } from "./status-page.ts";
import { statusJson } from "./status.ts";
import type { MonitorStatus } from "./status.ts";

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;\``;
const status: MonitorStatus = {
  origin: `log.example/${HOSTILE}`,
  looked: 1_795_341_600,
  checkpoint: { size: 3, root: "ab".repeat(32), time: 1_795_341_500 },
  standing: [
    {
      id: "0123456789abcdef",
      part: "log",
      code: `monitor.uncovered`,
      subject: HOSTILE,
      text: HOSTILE,
      remedy: HOSTILE,
      at: { leaf: 2 },
      since: 1_795_341_600,
    },
  ],
  unread: [
    {
      id: "1",
      part: "sources",
      code: "monitor.unreadable",
      subject: HOSTILE,
      text: HOSTILE,
      at: {},
      since: 1_795_341_600,
    },
  ],
  repositories: [
    { id: HOSTILE, followed: true },
    { id: "local:other", followed: false },
  ],
  waiting: [{ sink: "webhook-1a2b3c4d", events: 2, error: HOSTILE }],
};

describe("the status page", () => {
  it("has no script, and nothing in it that somebody else wrote becomes markup", () => {
    const page = statusPage([status]);
    expect(page).not.toMatch(/<script|<img|onerror='|javascript:/i);
    expect([...new Set([...page.matchAll(/<(\w+)/g)].map(([, name]) => name))].toSorted()).toEqual(
      "article body code dd dl dt h1 h2 h3 head html meta p section style title".split(" "),
    );
    expect(page.match(/alert\(1\)/g)).toHaveLength(6);
    expect(STATUS_PAGE_HEADERS["content-security-policy"]).toMatch(/^default-src 'none';/);
  });

  it("says at its top whether an alarm stands that nobody took note of", () => {
    expect(statusPage([status])).toContain("<h1>1 alarm stands</h1>");
    const noted = { ...status, standing: status.standing.map((one) => ({ ...one, acknowledged: 1_795_341_700 })) };
    expect(statusPage([noted])).toContain("<h1>No alarm stands</h1>");
    expect(statusPage([noted])).toContain("acknowledged 2026-11-22T10:01:40Z");
    expect(statusPage([])).toContain("<h1>No alarm stands</h1>");
  });

  it("is there as JSON", () => {
    expect(statusJson(status)).toMatchObject({
      ok: false,
      checkpoint: { size: 3, time: "2026-11-22T09:58:20Z" },
      alarms: [{ id: "0123456789abcdef", code: "monitor.uncovered", at: { leaf: 2 } }],
      waiting: [{ events: 2 }],
    });
    expect(statusJson({ origin: "log.example", standing: [], unread: [], repositories: [], waiting: [] })).toEqual({
      ok: true,
      origin: "log.example",
      alarms: [],
      unread: [],
      repositories: [],
      waiting: [],
    });
  });
});
