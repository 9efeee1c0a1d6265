import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { CountersignError } from "../error.ts";
import type { AlarmEvent } from "../monitor/event.ts";
import { statusJson } from "../monitor/status.ts";
import { graceFor } from "../monitor/unread.ts";
import type { Files } from "./log-parts.ts";
import { openMonitor } from "./monitor.ts";
import type { MonitorParts } from "./monitor.ts";

const ORIGIN = "log.example/feed";

/** A folder that stays when everything else is gone; `full` as long as nothing can be written. */
function disk() {
  const blobs = new Map<string, Uint8Array>();
  const state = { full: false };
  const files: Files = {
    get: async (path) => blobs.get(path),
    async put(path, bytes) {
      if (state.full) throw new CountersignError("files.full", "no room");
      blobs.set(path, bytes);
    },
  };
  return { files, blobs, state };
}

/** A monitor of a log that is there or not, one sink, and a clock. */
async function scene(files: Files, grace = 0) {
  const world = { reachable: false, now: 1000, deaf: false };
  const told: AlarmEvent[] = [];
  const parts: MonitorParts = {
    crypto: nodeCrypto,
    origin: ORIGIN,
    log: () => ({
      look: async () => (world.reachable ? {} : { failure: new CountersignError("files.missing", "it is not there") }),
    }),
    repositories: new Map(),
    sinks: [
      {
        name: "ops",
        async tell(event) {
          if (world.deaf) throw new Error("nobody is there");
          told.push(event);
        },
      },
    ],
    files,
    classify: async () => undefined,
    now: () => world.now,
    grace,
  };
  return { world, told, monitor: await openMonitor(parts) };
}

const said = (told: readonly AlarmEvent[]) =>
  told.map(({ number, event, alarm }) => `${number} ${event} ${alarm.code}`);

describe("a monitor", () => {
  it("tells once that something is wrong, and that it ended, across restarts", async () => {
    const { files } = disk();
    const first = await scene(files);
    await first.monitor.turn();
    await first.monitor.turn();
    expect(said(first.told)).toEqual(["0 raised monitor.unreadable"]);
    const second = await scene(files);
    await second.monitor.turn();
    second.world.reachable = true;
    await second.monitor.turn();
    expect(said(second.told)).toEqual(["1 cleared monitor.unreadable"]);
    expect(second.monitor.status().standing).toEqual([]);
  });

  it("wakes nobody while what it reads is only just started, and is not at ease about it either", async () => {
    const { monitor, world, told } = await scene(disk().files, 120);
    await monitor.turn();
    world.now += 119;
    await monitor.turn();
    expect([told, statusJson(monitor.status())]).toMatchObject([
      [],
      { ok: false, alarms: [], unread: [{ subject: "log", text: expect.stringMatching(/files\.missing/) }] },
    ]);
    world.reachable = true;
    await monitor.turn();
    expect([told, statusJson(monitor.status())]).toMatchObject([[], { ok: true, unread: [] }]);
  });

  it("raises the alarm when its grace is over, counted anew from each time that it could read", async () => {
    const { monitor, world, told } = await scene(disk().files, 120);
    await monitor.turn();
    world.reachable = true;
    await monitor.turn();
    world.reachable = false;
    world.now += 119;
    await monitor.turn();
    expect(told).toEqual([]);
    world.now += 120;
    await monitor.turn();
    await monitor.turn();
    expect(said(told)).toEqual(["0 raised monitor.unreadable"]);
    expect(monitor.status().unread).toEqual([]);
  });

  it("gives no time to those who look seldom", () => {
    expect([1, 60, 61, 3600].map(graceFor)).toEqual([2, 120, 0, 0]);
  });

  it("tells after a restart what it had no time to tell, in order, and keeps it while nobody listens", async () => {
    const { files } = disk();
    const first = await scene(files);
    first.world.deaf = true;
    await first.monitor.turn();
    first.world.reachable = true;
    await first.monitor.turn();
    expect(first.monitor.status().waiting).toEqual([{ sink: "ops", events: 2, error: "nobody is there" }]);
    const second = await scene(files);
    second.world.reachable = true;
    await second.monitor.turn();
    expect(said(second.told)).toEqual(["0 raised monitor.unreadable", "1 cleared monitor.unreadable"]);
    expect(second.monitor.status().waiting).toEqual([]);
  });

  it("waits longer from failure to failure before it tries again", async () => {
    const { monitor, world, told } = await scene(disk().files);
    world.deaf = true;
    await monitor.turn();
    world.deaf = false;
    world.now += 9;
    await monitor.turn();
    expect(told).toEqual([]);
    world.now += 1;
    await monitor.turn();
    expect(said(told)).toEqual(["0 raised monitor.unreadable"]);
  });

  it("tells people even where it can keep nothing, and says so", async () => {
    const { files, state } = disk();
    const { monitor, told } = await scene(files);
    state.full = true;
    await expect(monitor.turn()).rejects.toMatchObject({ code: "files.full" });
    expect(said(told)).toEqual(["0 raised monitor.unreadable"]);
  });

  it("takes note of what stands, and of nothing else", async () => {
    const { files } = disk();
    const { monitor, told } = await scene(files);
    await monitor.turn();
    const [alarm] = monitor.status().standing;
    await monitor.acknowledge([alarm?.id ?? ""]);
    await monitor.acknowledge([alarm?.id ?? ""]);
    expect(said(told)).toEqual(["0 raised monitor.unreadable", "1 acknowledged monitor.unreadable"]);
    await expect(monitor.acknowledge(["0".repeat(16)])).rejects.toMatchObject({ code: "usage.alarm" });
    expect((await scene(files)).monitor.status().standing).toMatchObject([{ acknowledged: 1000 }]);
  });

  it("does one thing after the other", async () => {
    const { monitor, told } = await scene(disk().files);
    await Promise.all([monitor.turn(), monitor.turn(), monitor.turn()]);
    expect(said(told)).toEqual(["0 raised monitor.unreadable"]);
  });

  it.each([
    ["is not canonical", (text: string) => ` ${text}`, /^state\.json/],
    ["is of another version", (text: string) => text.replace('"version":1', '"version":2'), /^state\.version$/],
    ["is of another log", (text: string) => text.replaceAll(ORIGIN, "log.example/other"), /^state\.origin$/],
    ["has a member of another form", (text: string) => text.replace('"next":1', '"next":"1"'), /^state\./],
  ])("does not go on from a folder that %s", async (_what, edit, code) => {
    const { files, blobs } = disk();
    await (await scene(files)).monitor.turn();
    const text = new TextDecoder().decode(blobs.get("monitor.json"));
    blobs.set("monitor.json", new TextEncoder().encode(edit(text)));
    await expect(scene(files)).rejects.toMatchObject({ code: expect.stringMatching(code) });
  });
});
