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
});
