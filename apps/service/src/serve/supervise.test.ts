import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, until } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { supervise } from "./supervise.ts";

/** A process that notes that it began and, told to end, that it ended what it was at. */
const WORK = `
  const { appendFileSync } = require("node:fs");
  appendFileSync(process.argv[1], "began\\n");
  process.on("SIGTERM", () => setTimeout(() => { appendFileSync(process.argv[1], "drained\\n"); process.exit(0); }, 100));
  setInterval(() => {}, 1000);
`;

function watched() {
  const pids: number[] = [];
  const ends: string[] = [];
  return {
    pids,
    ends,
    events: {
      started: (_name: string, pid: number) => void pids.push(pid),
      ended: (_name: string, how: string) => void ends.push(how),
    },
  };
}

describe("processes of the service", () => {
  it("are started again when they are killed, and end what they are at when everything stops", async () => {
    using folder = tempFolder();
    const journal = join(folder.path, "journal");
    writeFileSync(journal, "");
    const lines = () => readFileSync(journal, "utf8").split("\n").slice(0, -1);
    const stop = new AbortController();
    const { pids, ends, events } = watched();
    const program = { name: "web", command: [process.execPath, "-e", WORK, journal] as const, env: process.env };
    const running = supervise([{ ...program, command: [...program.command] }], events, stop.signal);
    await until(() => pids.length === 1 && lines().length === 1);
    process.kill(pids[0] ?? 0, "SIGKILL");
    await until(() => pids.length === 2 && lines().length === 2);
    stop.abort();
    await running;
    expect(ends).toEqual(["SIGKILL", "exit 0"]);
    expect(lines()).toEqual(["began", "began", "drained"]);
  });

  it("that cannot be started say so, and are tried again later", async () => {
    const stop = new AbortController();
    const { ends, events } = watched();
    const running = supervise([{ name: "web", command: ["/nowhere/at/all"], env: {} }], events, stop.signal);
    await until(() => ends.length === 2);
    stop.abort();
    await running;
    expect(ends[0]).toContain("ENOENT");
  });

  it("that say the first time that they are called wrongly end them all", async () => {
    using folder = tempFolder();
    const journal = join(folder.path, "journal");
    writeFileSync(journal, "");
    const { ends, events } = watched();
    const wrong = [process.execPath, "-e", "setTimeout(() => process.exit(2), 300)"] as const;
    const running = supervise(
      [
        { name: "worker", command: [process.execPath, "-e", WORK, journal], env: process.env },
        { name: "web", command: [...wrong], env: process.env },
      ],
      events,
      new AbortController().signal,
    );
    await expect(running).rejects.toMatchObject({ code: "usage.service" });
    expect(ends[0]).toBe("exit 2");
    expect(ends).toHaveLength(2);
  });

  it("that end with anything else, or so later, are started again", async () => {
    using folder = tempFolder();
    const times = join(folder.path, "times");
    writeFileSync(times, "");
    const { ends, events } = watched();
    const stop = new AbortController();
    const script = `const fs = require("node:fs"); fs.appendFileSync(process.argv[1], "x");
      process.exit(fs.readFileSync(process.argv[1]).length === 1 ? 5 : 2)`;
    const command = [process.execPath, "-e", script, times] as const;
    const running = supervise([{ name: "web", command: [...command], env: process.env }], events, stop.signal);
    await until(() => ends.length === 3);
    stop.abort();
    await running;
    expect(ends).toEqual(["exit 5", "exit 2", "exit 2"]);
  });
});
