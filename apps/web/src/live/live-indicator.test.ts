import { expect, it } from "vitest";
import { freshness } from "./live-indicator.tsx";

const NOON = new Date(2026, 10, 29, 12).getTime();

it("what is shown is live only while the service says something, and stale since a time that is told", () => {
  expect(freshness({ kind: "live", heard: NOON }, NOON + 39_000)).toEqual({ kind: "live", text: "Live" });
  expect(freshness({ kind: "live", heard: NOON }, NOON + 40_000)).toEqual({
    kind: "stale",
    text: "Stale since 12:00",
    since: NOON,
  });
  const lost = { kind: "reconnecting", since: NOON + 60_000, heard: NOON } as const;
  expect(freshness(lost, NOON + 72_000)).toEqual({ kind: "wait", text: "Reconnecting 12 s" });
  expect(freshness(lost, NOON + 90_000)).toEqual({ kind: "stale", text: "Stale since 12:00", since: NOON });
  expect(freshness({ kind: "connecting", since: NOON }, NOON + 29_000).kind).toBe("wait");
  expect(freshness({ kind: "connecting", since: NOON }, NOON + 30_000).kind).toBe("stale");
  expect(freshness({ kind: "signed-out", since: NOON }, NOON).kind).toBe("stale");
});
