import { describe, expect, it } from "vitest";
import { analysed, saidBy } from "../analysed.testing.ts";

const said = (path: string, before: string, after: string) => saidBy("build", { [path]: [before, after] });

describe("what is built", () => {
  it("has a new package, told by its name and not by its version", async () => {
    const cargo = (more: string) => `[workspace.dependencies]\nrand = "0.9"\n${more}`;
    expect(
      await said(
        "Cargo.toml",
        cargo(""),
        cargo('rcgen = { version = "0.13", features = ["pem"] }\nserial = { workspace = true }\n'),
      ),
    ).toEqual([
      "R2 build.dependency: A new package is drawn in: rcgen",
      "R2 build.dependency: A new package is drawn in: serial",
    ]);
  });

  it("has many new packages at once, and no word of the module or the language itself", async () => {
    const names = ["a", "b", "c", "d", "e", "f"].map((name) => `\tnet.test/${name} v1.0.0 // indirect\n`).join("");
    expect(
      await said("go.mod", "module net.test/old\n", `module net.test/new\n\ngo 1.25\n\nrequire (\n${names})\n`),
    ).toEqual([
      "R2 build.dependency: 6 new packages are drawn in: net.test/a, net.test/b, net.test/c, net.test/d and 2 more",
    ]);
  });

  it("is told once: a package is no setting besides, and a lock has none", async () => {
    const json = (version: string) => `{ "dependencies": { "left": "${version}" } }\n`;
    const lock = (version: string) =>
      `left@^1:\n  version "${version}"\n  resolved "https://registry.test/left-${version}.tgz"\n`;
    const { findings, ledgers } = await analysed({
      "package.json": [json("^1.0.0"), json("^1.1.0")],
      "yarn.lock": [lock("1.0.0"), lock("1.1.0")],
    });
    expect(findings.filter(({ risk }) => risk === "R1").map(({ title }) => title)).toEqual([
      "1 package has another version: left",
    ]);
    expect(ledgers["parameter"]).toMatchObject([{ path: "package.json" }]);
  });

  it("has another version of one, a step lower", async () => {
    const json = (version: string) => `{ "dependencies": { "left": "${version}" } }\n`;
    expect(await said("package.json", json("1.0.0"), json("1.0.1"))).toEqual([
      "R1 build.version: 1 package has another version: left",
    ]);
  });

  it("runs a script while it is installed", async () => {
    const json = (scripts: string) => `{ "scripts": { ${scripts} } }\n`;
    expect(await said("package.json", json('"test": "t"'), json('"test": "t", "postinstall": "node x.js"'))).toEqual([
      "R3 build.install-script: scripts runs a script while it is installed",
    ]);
    expect(await said("package.json", json('"test": "t"'), json('"test": "t", "lint": "l"'))).toEqual([]);
  });

  it("runs one of a package that a lock names", async () => {
    const lock = (more: string) => `{ "packages": { "node_modules/@a/b": { "version": "2.0.0"${more} } } }\n`;
    expect(await said("deploy/package-lock.json", lock(""), lock(', "hasInstallScript": true'))).toContain(
      "R3 build.install-script: @a/b runs a script while it is installed",
    );
  });

  it("passes over a check", async () => {
    expect(await said("client/a.py", "r = get(url)\n", "r = get(url, verify=False)\n")).toEqual([
      "R3 build.unchecked: A check of signatures, certificates or hashes is passed over",
    ]);
    expect(await said("client/a.py", "r = get(url)\n", "r = get(url)  # never verify=False\n")).toEqual([]);
  });

  it("has steps that are no stages of a pipeline of recommendations", async () => {
    const steps = (more: string) =>
      `jobs:\n  unit:\n    steps:\n      - name: Install\n        run: a\n      - name: Test\n        run: b\n${more}`;
    const lint = "      - name: Lint\n        run: c\n";
    const { findings, ledgers } = await analysed({ ".github/workflows/unit.yml": [steps(""), steps(lint)] });
    expect(findings.map(({ code }) => code)).toEqual(["build.steps", "claim.empty"]);
    expect(ledgers["pipeline"]).toBeUndefined();
  });

  it("takes other steps, and another base", async () => {
    expect(await said("Dockerfile", "FROM a:1\nRUN make\n", "FROM b:latest\nRUN make\n")).toEqual([
      "R2 build.image: Another base is used: FROM b:latest",
      "R2 build.steps: What Dockerfile builds or deploys changes in 2 lines",
    ]);
    expect(await said("ranker/a.py", "x = 1\n", "x = 2\n")).toEqual([]);
  });
});
