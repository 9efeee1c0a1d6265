import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKOUT } from "./operating-pages.testing.ts";

describe("Containerfile", () => {
  const text = readFileSync(join(CHECKOUT, "Containerfile"), "utf8");
  const targets = text.split(/^(?=FROM )/m).filter((stage) => /^FROM \S+ AS (?:log-server|witness)\n/.test(stage));

  it("begins from Debian alone, and its programs run as somebody who owns none of the code", () => {
    expect([...text.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base).filter((base) => base !== "npm")).toEqual([
      "${BASE}",
      "${BASE}",
      "${BASE}",
    ]);
    expect(text).toMatch(/^ARG BASE=docker\.io\/library\/debian:trixie-slim$/m);
    expect(targets).toHaveLength(2);
    for (const target of targets) {
      expect(target).toMatch(/^USER [1-9]\d+:[1-9]\d+$/m);
      expect(target).not.toMatch(/^COPY --chown/m);
    }
  });

  it("starts a command of the checkout, and looks for it where it listens", () => {
    for (const target of targets) {
      const [, command = ""] = /^ENTRYPOINT \["\/opt\/countersign\/([^"]+)"\]$/m.exec(target) ?? [];
      expect(() => accessSync(join(CHECKOUT, command), constants.X_OK)).not.toThrow();
      const [, port] = /^EXPOSE (\d+)$/m.exec(target) ?? [];
      expect(target).toContain(`fetch('http://127.0.0.1:${port}/`);
      expect(target).toContain(`"--listen", "0.0.0.0:${port}"]`);
    }
  });
});
