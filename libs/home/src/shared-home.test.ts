import { readdirSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { workInHome } from "./home.ts";
import { shareHome } from "./shared-home.ts";
import { BASELINE, appendTo, homeIn, idOf, incident, patientHomeIn, writeLog } from "./testing.ts";

const sizeOf = (dir: string) => shareHome(homeIn(dir)).work(async ({ own }) => own?.size());

describe("a home in which a process works again and again", () => {
  it("is everybody's between two tasks, and has what others appended", async () => {
    using folder = tempFolder();
    await writeLog(folder.path);
    const shared = shareHome(homeIn(folder.path));
    const append = (text: string) => shared.work((opened) => appendTo(opened, [incident(text)]));
    expect(await append("one")).toMatchObject({ records: [{ index: 2, outcome: "appended" }] });
    {
      await using other = await workInHome(homeIn(folder.path));
      await appendTo(other, [incident("two"), incident("three")]);
    }
    expect(await append("two")).toMatchObject({ records: [{ index: 3, outcome: "present" }] });
    expect(await append("four")).toMatchObject({ records: [{ index: 5, outcome: "appended" }] });
    expect(await sizeOf(folder.path)).toBe(6);
  });

  it("reads its log again after a task that failed between a record and its place", async () => {
    using folder = tempFolder();
    await writeLog(folder.path);
    const shared = shareHome(homeIn(folder.path));
    const failed = shared.work(async (opened) => {
      rmSync(join(folder.path, "evidence"), { recursive: true });
      await cp(import.meta.filename, join(folder.path, "evidence"));
      return appendTo(opened, [incident("one")]);
    });
    await expect(failed).rejects.toThrow();
    rmSync(join(folder.path, "evidence"));
    expect(await shared.work(async ({ own }) => own?.size())).toBe(2);
  });

  it("reads its log again where another one of the same length was put in its place", async () => {
    using folder = tempFolder();
    const [home, other] = [join(folder.path, "home"), join(folder.path, "other")];
    await writeLog(home);
    const shared = shareHome(homeIn(home));
    await shared.work((opened) => appendTo(opened, [incident("one")]));
    await writeLog(other);
    {
      await using opened = await workInHome(homeIn(other));
      await appendTo(opened, [incident("another")]);
    }
    for (const name of readdirSync(other).filter((one) => one !== ".lock")) {
      rmSync(join(home, name), { recursive: true, force: true });
      await cp(join(other, name), join(home, name), { recursive: true });
    }
    const known = await shared.work(async ({ own }) =>
      [incident("one"), incident("another")].map((one) => own?.placeOf(idOf(one))),
    );
    expect(known).toEqual([undefined, 2]);
  });

  it("sees what others wrote when it is asked to, and waits for nobody who is at work", async () => {
    using folder = tempFolder();
    await writeLog(folder.path);
    const shared = shareHome(homeIn(folder.path));
    const size = async () => {
      await shared.catchUp();
      return shared.soFar()?.size;
    };
    expect(await size()).toBe(2);
    {
      await using other = await workInHome(homeIn(folder.path));
      await appendTo(other, [incident("one")]);
      expect(await size()).toBe(2);
    }
    expect(await size()).toBe(3);
    // A task that waits for what itself wants to know the newest, as a witness does that is asked to cosign.
    expect(await shared.work(size)).toBe(3);
  });

  it("sees it also while a task of its own waits for the home to be free", async () => {
    using folder = tempFolder();
    await writeLog(folder.path);
    const shared = shareHome(patientHomeIn(folder.path));
    await shared.catchUp();
    for (let size = 3; size < 8; size += 1) {
      const other = await workInHome(homeIn(folder.path));
      const waits = shared.work(async ({ own }) => own?.size());
      await appendTo(other, [incident(String(size))]);
      await setTimeout(20);
      await other[Symbol.asyncDispose]();
      await Promise.all([shared.catchUp(), shared.catchUp()]);
      expect(shared.soFar()?.size).toBe(size);
      expect(await waits).toBe(size);
    }
  });

  it("runs one task at a time, whatever became of the one before", async () => {
    using folder = tempFolder();
    await writeLog(folder.path);
    const shared = shareHome(homeIn(folder.path));
    const answers = await Promise.allSettled(
      ["one", "fails", "two", "two"].map((text) =>
        shared.work(async (opened) => {
          if (text === "fails") throw new Error("on purpose");
          return (await appendTo(opened, [BASELINE, incident(text)])).records.map(({ index }) => index);
        }),
      ),
    );
    expect(answers.map((answer) => (answer.status === "fulfilled" ? answer.value : "failed"))).toEqual([
      [1, 2],
      "failed",
      [1, 3],
      [1, 3],
    ]);
  });
});
