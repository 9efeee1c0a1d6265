import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { readSecret } from "./secret.ts";
import { parseSettings } from "./settings.ts";

const TEXT = `
url: https://review.acme.example
proxies: [10.0.0.0/8]
repositories:
  - id: github:123456
    fetch: /srv/git/feed.git
    proposals:
      - {refs: "refs/heads/change/*", onto: refs/heads/main}
    poll: PT10S
serviceLevels:
  - {role: oracle, risk: R4, within: PT4H}
  - {within: P2D}
`;

describe("settings", () => {
  it("say which repositories are looked at, and what is promised, in seconds", () => {
    expect(parseSettings(TEXT)).toMatchObject({
      url: "https://review.acme.example",
      repositories: [{ id: "github:123456", poll: 10, proposals: [{ onto: "refs/heads/main" }] }],
      serviceLevels: [{ role: "oracle", risk: "R4", within: 14_400 }, { within: 172_800 }],
    });
  });

  it("have a default for all of it", () => {
    expect(parseSettings("")).toEqual({
      url: "http://127.0.0.1:7381",
      proxies: [],
      repositories: [],
      serviceLevels: [],
      notify: [],
    });
  });

  it.each([
    ["settings.yaml", "url: &a x", "1:9"],
    ["settings.yaml", "url: a\nurl: b", "2:1"],
    ["settings.form", "adress: x", "adress"],
    ["settings.form", "url: javascript:alert(1)", "url"],
    ["settings.form", "repositories: [{id: a, fetch: 'ssh://git@host/x'}]", "repositories.0.fetch"],
    ["settings.form", "repositories: [{id: a, fetch: 'https://user:secret@host/x'}]", "repositories.0.fetch"],
    ["settings.form", "repositories: [{id: a, fetch: 'ext::sh -c id'}]", "repositories.0.fetch"],
    ["settings.form", "repositories: [{id: a, fetch: /a}, {id: a, fetch: /b}]", "twice"],
    ["settings.form", "repositories: [{id: a, fetch: /a, proposals: [{refs: main}]}]", "proposals.0.refs"],
    ["settings.form", "repositories: [{id: a, manifest: true, fetch: 'https://h/a'}]", "repositories.0"],
    [
      "settings.form",
      "repositories: [{id: a, manifest: true, fetch: /a, proposals: [{refs: refs/heads/x}]}]",
      "proposals",
    ],
    ["settings.form", "serviceLevels: [{within: 4 hours}]", "serviceLevels.0.within"],
  ])("G18: are refused with %s: %s", (code, text, where) => {
    expect(() => parseSettings(text)).toThrow(
      expect.objectContaining({ code, detail: expect.stringContaining(where) }),
    );
  });
});

describe("a secret", () => {
  it("stands in a file or in a variable, and is never empty", async () => {
    using folder = tempFolder();
    const file = join(folder.path, "secret");
    writeFileSync(file, "from a file\n");
    expect(await readSecret({ file }, {})).toBe("from a file");
    expect(await readSecret({ env: "SECRET" }, { SECRET: "from a variable" })).toBe("from a variable");
    await expect(readSecret({ env: "SECRET" }, {})).rejects.toMatchObject({ code: "settings.secret" });
    writeFileSync(file, "\n");
    await expect(readSecret({ file }, {})).rejects.toMatchObject({ code: "settings.secret" });
  });
});
