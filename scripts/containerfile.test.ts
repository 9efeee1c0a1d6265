import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKOUT } from "./operating-pages.testing.ts";

describe("Containerfile", () => {
  const text = readFileSync(join(CHECKOUT, "Containerfile"), "utf8");
  const targets = text.split(/^(?=FROM )/m).filter((stage) => /^FROM \S+ AS (?:log-server|gate|witness)\n/.test(stage));

  it("begins from Debian alone, and its programs run as somebody who owns none of the code", () => {
    expect([...text.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base).filter((base) => base !== "npm")).toEqual([
      "${BASE}",
      "${BASE}",
      "${BASE}",
      "${BASE}",
    ]);
    expect(text).toMatch(/^ARG BASE=docker\.io\/library\/debian:trixie-slim$/m);
    expect(targets).toHaveLength(3);
    for (const target of targets) {
      expect(target).toMatch(/^USER [1-9]\d+:[1-9]\d+$/m);
      expect(target).not.toMatch(/^COPY --chown/m);
    }
  });

  it("starts a command of the checkout, and looks for it where it listens", () => {
    for (const target of targets) {
      const [, command = ""] = /^ENTRYPOINT \["\/opt\/countersign\/([^"]+)"/m.exec(target) ?? [];
      expect(() => accessSync(join(CHECKOUT, command), constants.X_OK)).not.toThrow();
      const [, port] = /^EXPOSE (\d+)$/m.exec(target) ?? [];
      expect(target).toContain(`fetch('http://127.0.0.1:${port}/`);
      expect(target).toContain(`"--listen", "0.0.0.0:${port}"]`);
    }
  });

  it.each([
    ["log-server-code", "apps/cli"],
    ["witness-code", "apps/witness"],
  ])("%s keeps every package that %s needs", (stage, app) => {
    const text = readFileSync(join(CHECKOUT, "Containerfile"), "utf8");
    const [, code = ""] = text.split(`AS ${stage}\n`);
    const [, words = ""] = /rm -rf ((?:[^\n]|\\\n)*?)\n\n/.exec(code) ?? [];
    const removed = words.split(/[\s\\]+/).filter((word) => word !== "");
    expect(removed.length).toBeGreaterThan(3);
    for (const folder of needed(app)) expect(removed, folder).not.toContain(folder);
  });
});

/** The folders of the workspaces that one needs, directly or not, itself included. */
function needed(app: string): ReadonlySet<string> {
  const found = new Set([app]);
  for (const folder of found) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(CHECKOUT, folder, "package.json"), "utf8")) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    for (const name of Object.keys(dependencies)) {
      const own = /^@countersign\/(.+)$/.exec(name)?.[1];
      const place =
        own === undefined
          ? undefined
          : [`libs/${own}`, `apps/${own}`, own].find((one) => existsSync(join(CHECKOUT, one, "package.json")));
      if (place !== undefined) found.add(place);
    }
  }
  return found;
}
