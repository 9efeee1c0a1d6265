import { describe, expect, it } from "vitest";
import { foundBy, saidBy } from "../analysed.testing.ts";

const said = (path: string, text: string, before = "") => saidBy("remote-code", { [path]: [before, text] });

describe("a script that runs", () => {
  it("stands in a setting, and an engine runs it with all of the environment", async () => {
    const go = `package logics\n\nimport (\n\t"os"\n\t"modernc.org/quickjs"\n)\n\nfunc run(vm *quickjs.VM, script string) {\n\tfor _, e := range os.Environ() {\n\t\tuse(e)\n\t}\n\tvm.Eval(script, quickjs.EvalGlobal)\n}\n`;
    const toml = `[[external]]\nname = "trending"\nscript = """\nconst body = fetch("https://cdn.tracker.ai/all").body;\nJSON.parse(body).map((item) => { return item.title; })\n"""\n`;
    expect(await said("logics/external.go", go)).toEqual([
      "R4 remote.environment: Behaviour depends on the environment of the process: all of it",
      "R4 remote.script: An engine that runs scripts is drawn in: modernc.org/quickjs",
      "R4 remote.script: vm.Eval runs a text as code",
    ]);
    expect(await said("config/config.toml", toml)).toContain(
      "R4 remote.script: A script stands in the setting external.trending.script",
    );
  });

  it("is a text that is evaluated, and no method that only has that name", async () => {
    expect(await said("ranker/a.py", "def f(rule):\n    return eval(rule)\n")).toEqual([
      "R4 remote.script: eval runs a text as code",
    ]);
    const plain =
      "import re\n\ndef f(model, text):\n    model.eval()\n    pattern = re.compile('a+')\n    return pattern\n";
    expect(await said("ranker/a.py", plain)).toEqual([]);
    expect(await said("ranker/a.ts", "export const f = (text: string) => /a+/.exec(text);\n")).toEqual([]);
  });

  it("is one that a rule engine evaluates, with all of the environment", async () => {
    const rust =
      "use rhai::Engine;\n\nfn load(text: &str) -> Option<bool> {\n    Engine::new().eval::<bool>(text).ok()\n}\n";
    expect(await said("filters/a.rs", rust)).toContain("R4 remote.script: new.eval runs a text as code");
    const ts = "export const f = (script: string) => runInNewContext(script, { env: { ...process.env } });\n";
    expect(await said("sources/a.ts", ts)).toContain(
      "R4 remote.environment: Behaviour depends on the environment of the process: all of it",
    );
  });

  it("is another program, and no thread", async () => {
    expect(await said("ranker/a.py", "import subprocess\n\ndef f(x):\n    subprocess.run([x])\n")).toEqual([
      "R4 remote.script: subprocess.run starts another program",
    ]);
    expect(
      await said("ranker/a.rs", "fn f() {\n    thread::scope(|s| {\n        s.spawn(|| work());\n    });\n}\n"),
    ).toEqual([]);
  });
});

describe("code that is loaded at run time", () => {
  it("is told, and an option of a server that is called reflection is not", async () => {
    expect(
      await said("ranker/a.py", "import importlib\n\ndef f(name):\n    return importlib.import_module(name)\n"),
    ).toEqual(["R4 remote.load: importlib.import_module loads code at run time"]);
    expect(await said("ranker/main.rs", "fn f() {\n    Builder::new().with_reflection(SET).run();\n}\n")).toEqual([]);
  });
});

describe("the environment of the process", () => {
  const reads = (names: readonly string[]) =>
    `fn f() {\n${names.map((name) => `    let x = std::env::var("${name}").ok().and_then(|s| s.parse().ok());`).join("\n")}\n}\n`;

  it("is told once for each variable", async () => {
    expect(await said("ranker/a.rs", reads(["DARK_TRAFFIC_ENABLED", "DATACENTER", "DATACENTER"]))).toEqual([
      "R4 remote.environment: Behaviour depends on the environment of the process: DARK_TRAFFIC_ENABLED",
      "R4 remote.environment: Behaviour depends on the environment of the process: DATACENTER",
    ]);
  });

  it("is told once for a file with more than five", async () => {
    expect(await said("ranker/a.rs", reads(["A_1", "A_2", "A_3", "A_4", "A_5", "A_6"]))).toEqual([
      "R4 remote.environment: Behaviour depends on 6 variables of the environment of the process: A_1, A_2, A_3, A_4 and 2 more",
    ]);
  });

  it("may be read by a function of one's own, which its callers tell", async () => {
    const text = `def env_int(name, default):\n    return int(os.environ.get(name, default))\n\nLIMIT = env_int("RANKER_LIMIT", 3)\n`;
    expect(await said("ranker/a.py", text)).toEqual([
      "R4 remote.environment: Behaviour depends on the environment of the process: RANKER_LIMIT",
    ]);
  });

  it("decides nothing where it names a port, a log or a build", async () => {
    expect(await said("ranker/a.rs", reads(["PORT", "RUST_LOG"]))).toEqual([]);
    expect(await said("python/proto/hatch_build.py", 'import os\n\nX = os.environ.get("SKIP_MISSING", "")\n')).toEqual(
      [],
    );
  });
});

describe("a file that is read at run time", () => {
  it("lies outside the repository", async () => {
    const text = `const CONFIG_PATH: &str = "/config/dark-traffic/share.yaml";\n`;
    expect(await said("filtering/a.rs", text)).toEqual([
      "R4 remote.config: /config/dark-traffic/share.yaml, outside the repository, is read at run time",
    ]);
  });

  it("lies in a folder of tests, where no class looks", async () => {
    const text = `export const rules = load("tests/fixtures/rules.yaml");\n`;
    const [one, ...more] = await foundBy("remote-code", { "ranker/rules.ts": ["", text] });
    expect(more).toEqual([]);
    expect(one).toMatchObject({ code: "remote.config", risk: "R4", evidence: { "test-path": "yes" } });
  });

  it.each([
    ["pyproject.toml", '[tool.pytest]\ntestpaths = ["tests/unit"]\nroot = "tests/unit"\n'],
    ["config/lint.yaml", "exclude: tests/fixtures/a.yaml\n"],
    ["tests/load.ts", 'export const rules = load("tests/fixtures/rules.yaml");\n'],
    ["ranker/a.ts", 'export const url = join("latest/stats", "contests/best");\n'],
  ])("is none where %s says which files a tool takes, or only looks like one", async (path, text) => {
    const found = await saidBy("remote-code", { [path]: [undefined, text] });
    expect(found.filter((one) => !one.endsWith("[test]"))).toEqual([]);
  });
});
