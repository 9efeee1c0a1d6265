import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, governedHome } from "../governed-home.testing.ts";
import type { Governed, PersonId } from "../governed-home.testing.ts";
import type { CliRun } from "../run.testing.ts";
import { member } from "../desk.testing.ts";

const ABOUT = ["--about", "leaf:0", "--code", "deployment.gone-around", "-m", "Canary 3 runs another image"];

function openBy({ run, key }: Governed, person: PersonId): Promise<CliRun> {
  return run("incident", "open", ...ABOUT, "--key", key(person), "--json");
}

function closeBy({ run, key }: Governed, id: string, person: PersonId): Promise<CliRun> {
  return run("incident", "close", id, "-m", "looked at it", "--key", key(person), "--json");
}

const idOf = ({ json }: CliRun) => String(member(json, "incident"));
const listed = async ({ run }: Governed, ...options: readonly string[]) =>
  (await done(run("incident", "list", "--json", ...options))).json;

describe("incident", () => {
  it("is logged with who opened it, and listed until somebody who may closes it", async () => {
    using folder = tempFolder();
    const governed = await governedHome(folder.path);
    const opened = await done(openBy(governed, "olga"));
    expect(await listed(governed)).toMatchObject({
      open: 1,
      incidents: [{ code: "deployment.gone-around", about: { leaf: 0 }, by: { person: "olga", organisation: "acme" } }],
    });
    await done(closeBy(governed, idOf(opened), "olga"));
    expect(await listed(governed)).toEqual({ open: 0, incidents: [] });
    expect(await listed(governed, "--all")).toMatchObject({
      incidents: [{ closed: { by: { person: "olga" }, text: "looked at it" } }],
    });
  });

  it("of a service or of a reviewer is not closed by the operator", async () => {
    using folder = tempFolder();
    const governed = await governedHome(folder.path);
    const opened = await done(governed.run("incident", "open", ...ABOUT, "--service", "--json"));
    expect(await listed(governed)).toMatchObject({ incidents: [{ by: { machine: "service-1" } }] });
    expect(await closeBy(governed, idOf(opened), "olga")).toMatchObject({ exit: 6, json: { code: "statement.role" } });
    await done(closeBy(governed, idOf(opened), "nils"));
    const second = await done(openBy(governed, "dana"));
    expect(await closeBy(governed, idOf(second), "olga")).toMatchObject({ exit: 6, json: { code: "statement.role" } });
    expect(await listed(governed)).toMatchObject({ open: 1 });
  });

  it("signed elsewhere counts once it is submitted", async () => {
    using folder = tempFolder();
    const governed = await governedHome(folder.path);
    const file = join(folder.path, "incident.json");
    await done(openBy(governed, "nils").then(() => openBy(governed, "dana")));
    const closing = ["incident", "open", ...ABOUT, "--key", governed.key("nils"), "--out", file];
    await done(governed.run(...closing));
    expect(await listed(governed)).toMatchObject({ open: 2 });
    expect(await governed.run("submit", file, "--json")).toMatchObject({ exit: 0, json: { kind: "incident" } });
    expect(await listed(governed)).toMatchObject({ open: 3 });
  });

  it.each([
    ["usage.about", ["--about", "the feed", "--code", "a.b", "-m", "x"]],
    ["usage.about", ["--about", "commit:abc", "--code", "a.b", "-m", "x"]],
    ["usage.index", ["--about", "leaf:99", "--code", "a.b", "-m", "x"]],
    ["usage.change", ["--about", "change:0000000000000000", "--code", "a.b", "-m", "x"]],
    ["usage.code", ["--about", "leaf:0", "--code", "Broken", "-m", "x"]],
    ["usage.missing", ["--about", "leaf:0", "--code", "a.b", "-m", " "]],
  ] as const)("refuses with %s: %j", async (code, options) => {
    using folder = tempFolder();
    const { run, key } = await governedHome(folder.path);
    const answer = await run("incident", "open", ...options, "--key", key("olga"), "--json");
    expect(answer).toMatchObject({ exit: 2, json: { code } });
  });

  it("that is not open is not closed", async () => {
    using folder = tempFolder();
    const governed = await governedHome(folder.path);
    expect(await closeBy(governed, "leaf:0", "nils")).toMatchObject({ exit: 2, json: { code: "usage.incident" } });
  });
});
