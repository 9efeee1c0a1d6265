import { spawnSync } from "node:child_process";
import { accessSync, chownSync, constants, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { exitFor } from "@countersign/core";
import { writeLog } from "@countersign/home/testing";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { CHECKOUT, isInstalled } from "./operating-pages.testing.ts";
import { startServer } from "./started-server.testing.ts";

const UNITS = [
  "apps/service/deploy/countersign-log.service",
  "apps/witness/deploy/countersign-witness.service",
  "apps/witness/deploy/countersign-monitor.service",
  "apps/service/deploy/countersign-service.service",
];
/** Somebody who owns nothing, as the user of a unit owns nothing but its folder. */
const NOBODY = 65_534;

const asNobody = isInstalled("setpriv") && process.getuid?.() === 0 && nobodyMayRead();

describe.each(UNITS)("%s", (path) => {
  const unit = readFileSync(join(CHECKOUT, path), "utf8");
  const valueOf = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1] ?? "";

  it.skipIf(!isInstalled("systemd-analyze"))("is a unit, and hardened (skipped without systemd-analyze)", () => {
    using folder = tempFolder();
    const copy = join(folder.path, basename(path));
    writeFileSync(copy, unit.replaceAll("/opt/countersign/", CHECKOUT));
    const analyze = (...args: readonly string[]) =>
      spawnSync("systemd-analyze", [...args, copy], { encoding: "utf8", env: { ...process.env, SYSTEMD_PAGER: "" } });
    expect(analyze("verify", "--man=no")).toMatchObject({ status: 0, stderr: "" });
    expect(analyze("security", "--offline=true", "--threshold=20")).toMatchObject({ status: 0 });
  });

  it("runs a command of the checkout as a user of its own, whom a sysusers file makes, in a folder of its own", () => {
    const [command = ""] = valueOf("ExecStart").split(" ");
    expect(() => accessSync(command.replace("/opt/countersign/", CHECKOUT), constants.X_OK)).not.toThrow();
    expect(readFileSync(join(CHECKOUT, path.replace(".service", ".sysusers")), "utf8")).toMatch(
      new RegExp(`^u ${valueOf("User")} - "[^"]+" /var/lib/${valueOf("StateDirectory")}\n$`),
    );
    expect([valueOf("StateDirectoryMode"), valueOf("UMask"), valueOf("ProtectSystem")]).toEqual([
      "0700",
      "0077",
      "strict",
    ]);
    // V8 could not compile.
    expect(valueOf("MemoryDenyWriteExecute")).toBe("");
  });

  it("is not started again for what people have to look at", () => {
    const prevented = valueOf("RestartPreventExitStatus").split(" ").map(Number);
    expect(prevented).toContain(exitFor("keys.missing"));
    expect(prevented).not.toContain(exitFor("files.full"));
    if (path.includes("monitor")) expect(valueOf("SuccessExitStatus")).toBe(String(exitFor("monitor.alarms")));
    else
      for (const code of ["log.behind-witness", "log.fork", "witness.checkpoint"])
        expect(prevented).toContain(exitFor(code));
  });
});

describe.skipIf(!asNobody)(
  "what a unit runs, as a user who owns nothing but its folder (skipped unless root has setpriv)",
  () => {
    it("serves a log, takes records, and ends by SIGTERM with 0", async () => {
      using folder = tempFolder();
      const home = join(folder.path, "state");
      await writeLog(home, 2);
      giveAway(folder.path);
      await using server = await startUnit(UNITS[0] ?? "", {
        "/var/lib/countersign": home,
        "127.0.0.1:7381": "127.0.0.1:0",
      });
      expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok\n");
      expect(await (await fetch(`${server.url}/log/checkpoint`)).text()).toMatch(/^log\.acme\.example\/feed\n4\n/);
      expect((await fetch(`${server.url}/records`, { method: "POST", body: "{}" })).status).toBe(422);
      expect(await server.end()).toBe(0);
    });

    it("witnesses, and ends by SIGTERM with 0; without a key it ends with 2", async () => {
      using folder = tempFolder();
      const dir = join(folder.path, "state");
      mkdirSync(dir, { mode: 0o700 });
      giveAway(folder.path);
      const unit = UNITS[1] ?? "";
      const places = { "/var/lib/countersign-witness": dir, "127.0.0.1:7380": "127.0.0.1:0" };
      await expect(startUnit(unit, places)).rejects.toThrow(/^exit 2: usage\.witness-folder/);
      const init = asUnit([
        join(CHECKOUT, "apps/witness/bin/countersign-witness"),
        "init",
        "--dir",
        dir,
        "--name",
        "w",
      ]);
      expect(spawnSync(init[0] ?? "", init.slice(1), { env: BARE, cwd: "/", encoding: "utf8" })).toMatchObject({
        status: 0,
      });
      await using witness = await startUnit(unit, places);
      expect(await (await fetch(witness.url)).json()).toMatchObject({ name: "w", logs: [] });
      expect(await witness.end()).toBe(0);
    });
  },
);

/** The environment of a unit. */
const BARE = { PATH: "/usr/local/bin:/usr/bin:/bin" };

function asUnit(command: readonly string[]): readonly string[] {
  const rights = [
    `--reuid=${NOBODY}`,
    `--regid=${NOBODY}`,
    "--clear-groups",
    "--no-new-privs",
    "--bounding-set=-all",
    "--inh-caps=-all",
  ];
  return ["setpriv", ...rights, "sh", "-c", 'umask 077; exec "$@"', "unit", ...command];
}

function nobodyMayRead(): boolean {
  const [program = "", ...args] = asUnit(["test", "-r", join(CHECKOUT, "package.json")]);
  return spawnSync(program, args).status === 0;
}

function giveAway(folder: string): void {
  chownSync(folder, NOBODY, NOBODY);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    chownSync(join(folder, name), NOBODY, NOBODY);
}

/** Runs the very line of a unit, with these places instead of its own; systemd leaves out a variable that nobody set. */
function startUnit(path: string, places: Readonly<Record<string, string>>) {
  const line = /^ExecStart=(.*)$/m.exec(readFileSync(join(CHECKOUT, path), "utf8"))?.[1] ?? "";
  const words = line
    .replace("/opt/countersign/", CHECKOUT)
    .replace(/ \$OPTIONS$/, "")
    .split(" ");
  return startServer(asUnit(words.map((word) => places[word] ?? word)), BARE);
}
