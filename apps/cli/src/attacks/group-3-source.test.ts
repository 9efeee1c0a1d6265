import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempFolder } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { runCli } from "../run.testing.ts";
import { allowed, failed, openStage, residual } from "./stage.testing.ts";

const BIN = fileURLToPath(new URL("../../bin/countersign", import.meta.url));
const REVIEWED = { "ranker/score.py": "def score(post):\n    return 2\n" };
const EVIL = { "ranker/evil.py": "def boost(post):\n    return 100\n" };

/** What a command answers that refuses. */
function refused(code: string, exit = 6): object {
  return { exit, json: { decision: "error", code } };
}

/** Commits that change the same line, one on main and one on a branch; the base of both has these attributes. */
function conflicting(repo: History, c0: string, attributes?: string) {
  const files = attributes === undefined ? {} : { ".gitattributes": attributes };
  const base = repo.commit({ files, parents: [c0] });
  const ours = repo.commit({ files: { "ranker/score.py": "ours\n" } });
  const theirs = repo.commit({ files: { "ranker/score.py": "theirs\n" }, parents: [base], ref: "refs/heads/theirs" });
  return { ours, theirs };
}

describe("group 3: a hostile source", () => {
  it("C13: nothing that its config names is run", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate, capture } = await openStage(folder.path);
    const marker = join(folder.path, "marker");
    const script = join(folder.path, "script");
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> ${marker}\n`);
    chmodSync(script, 0o755);
    const attributes = "* diff=x merge=x filter=x\n";
    const good = repo.commit({ files: { ...REVIEWED, ".gitattributes": attributes } });
    const hostile = {
      "core.fsmonitor": script,
      "core.hooksPath": folder.path,
      "core.sshCommand": script,
      "core.gitProxy": script,
      "core.alternateRefsCommand": script,
      "core.pager": script,
      "core.editor": script,
      "diff.external": script,
      "diff.x.textconv": script,
      "diff.x.command": script,
      "merge.x.driver": `${script} %A %B`,
      "filter.x.clean": script,
      "filter.x.smudge": script,
      "filter.x.process": script,
      "uploadpack.packObjectsHook": script,
      "credential.helper": script,
      "gpg.program": script,
      "remote.evil.url": `ext::${script}`,
      "remote.evil.promisor": "true",
      "remote.evil.uploadpack": script,
      "extensions.partialClone": "evil",
      "protocol.ext.allow": "always",
    };
    for (const [name, value] of Object.entries(hostile)) repo.git(["config", name, value]);
    for (const hook of ["post-checkout", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"]) {
      writeFileSync(join(folder.path, hook), `#!/bin/sh\necho ${hook} >> ${marker}\n`);
      chmodSync(join(folder.path, hook), 0o755);
    }
    await cover(good, { base: c0 });
    expect(await gate(good)).toEqual(allowed());
    await capture(good, { base: c0 });
    const blob = repo.id(`${good}:ranker/score.py`);
    rmSync(join(repo.gitDir, "objects", blob.slice(0, 2), blob.slice(2)));
    expect(await gate(good)).toMatchObject(failed("git.missing-object"));
    expect(existsSync(marker)).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)("C13: a repository of another user is refused with a remedy", async () => {
    using folder = tempFolder();
    const { repo, c0, askGate, run } = await openStage(folder.path);
    chownSync(repo.gitDir, 4321, 4321);
    const answer = await askGate(c0);
    expect(answer).toMatchObject(refused("git.ownership"));
    expect(answer.stderr).toMatch(/belongs to user 4321[^]*\n→ .*owner of the repository/);
    expect(await run("capture", "--repo", repo.path, "--base", c0, "--head", c0, "--json")).toMatchObject(
      refused("git.ownership"),
    );
  });

  it("C14: attributes make no merge clean and no entry vanish", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, home } = stage;
    const hiding = "* merge=union\n*.py -diff binary\n";
    const user = join(folder.path, "user");
    mkdirSync(join(user, ".config/git"), { recursive: true });
    writeFileSync(join(user, ".config/git/attributes"), hiding);
    mkdirSync(join(repo.gitDir, "info"), { recursive: true });
    writeFileSync(join(repo.gitDir, "info/attributes"), hiding);
    for (const inTree of [undefined, hiding]) {
      const { ours, theirs } = conflicting(repo, c0, inTree);
      const args = ["capture", "--repo", repo.path, "--base", ours, "--head", theirs, "--json"];
      for (const place of [{ HOME: user }, { XDG_CONFIG_HOME: join(user, ".config") }])
        expect(await runCli(args, { home, env: place })).toMatchObject(refused("change.conflict"));
      expect((await capture(ours, { base: c0 }))["entries"]).toHaveLength(inTree === undefined ? 1 : 2);
    }
  });

  it("C15: settings of source, user and mirror change neither entries nor result", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, home } = stage;
    const body = "1\n2\n3\n4\n5\n6\n7\n8\n";
    const base = repo.commit({ files: { "ranker/old.py": body, "é\n.py": "x" }, parents: [c0] });
    const ours = repo.commit({ files: { "ranker/old.py": null, "ranker/new.py": body } });
    const theirs = repo.commit({ files: { "ranker/old.py": `${body}9\n` }, parents: [base], ref: "refs/heads/theirs" });
    const honest = await capture(theirs, { base: ours });
    expect(honest["entries"]).toMatchObject([{ path: "ranker/new.py" }]);
    const settings = SETTINGS.map(([section, name, value]) => `[${section}]\n\t${name} = ${value}\n`).join("");
    const user = join(folder.path, "user");
    mkdirSync(user);
    writeFileSync(join(user, ".gitconfig"), settings);
    const mirror = join(mirrorFolder({ dir: home }, "local:feed"), "mirror.git");
    for (const dir of [repo.gitDir, mirror]) writeFileSync(join(dir, "config"), settings, { flag: "a" });
    const args = ["capture", "--repo", repo.path, "--base", ours, "--head", theirs, "--json"];
    const { json } = await runCli(args, { home, env: { HOME: user } });
    expect(json).toMatchObject({ change: honest.change, outcome: "present" });
  });

  it("C16: no variable of the caller's environment reaches git", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, askGate, home } = stage;
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    const evil = repo.commit({ files: EVIL });
    await askGate(good);
    using elsewhere = tempFolder();
    const bundle = join(folder.path, "log.bundle");
    const asked = (commit: string, env: Readonly<Record<string, string>>) => {
      const options = ["--env", "production", "--root", join(home, "root.json"), "--bundle", bundle, "--json"];
      const { status, stdout } = spawnSync(BIN, ["gate", "--repo", repo.path, "--commit", commit, ...options], {
        env: { PATH: process.env["PATH"], COUNTERSIGN_HOME: home, ...env },
        encoding: "utf8",
      });
      return { status, verdict: JSON.parse(stdout) as unknown };
    };
    const poison = poisoned(elsewhere.path, repo, { good, evil, c0 });
    for (const commit of [good, evil]) expect(asked(commit, poison)).toEqual(asked(commit, {}));
    expect(asked(evil, poison)).toMatchObject({ status: 4, verdict: { code: "gate.residual" } });
    expect(readdirSync(elsewhere.path)).toEqual(["config", "grafts"]);
  });
});

/** Settings that make some git command rename, hide, reorder, rewrite or run something. */
const SETTINGS = [
  ["diff", "renames", "copies"],
  ["diff", "relative", "true"],
  ["diff", "orderFile", "/dev/zero"],
  ["diff", "ignoreSubmodules", "all"],
  ["diff", "renameLimit", "1"],
  ["diff", "noprefix", "true"],
  ["core", "quotePath", "false"],
  ["core", "precomposeUnicode", "true"],
  ["core", "ignoreCase", "true"],
  ["core", "bare", "true"],
  ["merge", "renames", "false"],
  ["merge", "directoryRenames", "true"],
  ["merge", "renameLimit", "1"],
  ["merge", "renormalize", "true"],
  ["merge", "conflictStyle", "zdiff3"],
  ["merge", "default", "union"],
  ["protocol", "version", "0"],
  ["transfer", "fsckObjects", "false"],
  ["fetch", "fsckObjects", "false"],
] as const;

function poisoned(folder: string, repo: History, { good, evil, c0 }: Readonly<Record<"good" | "evil" | "c0", string>>) {
  writeFileSync(join(folder, "grafts"), `${evil} ${c0}\n`);
  writeFileSync(join(folder, "config"), "[diff]\n\trenames = copies\n[core]\n\tattributesFile = /dev/zero\n");
  return {
    GIT_DIR: join(folder, "nowhere"),
    GIT_WORK_TREE: folder,
    GIT_COMMON_DIR: folder,
    GIT_NAMESPACE: "evil",
    GIT_INDEX_FILE: join(folder, "index"),
    GIT_OBJECT_DIRECTORY: join(folder, "objects"),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repo.gitDir, "objects"),
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: `touch ${join(folder, "marker")}`,
    GIT_CONFIG_PARAMETERS: `'core.pager=touch ${join(folder, "marker")}'`,
    GIT_CONFIG_GLOBAL: join(folder, "config"),
    GIT_EXTERNAL_DIFF: `touch ${join(folder, "marker")}`,
    GIT_SSH_COMMAND: `touch ${join(folder, "marker")}`,
    GIT_EXEC_PATH: folder,
    GIT_TEMPLATE_DIR: folder,
    GIT_REPLACE_REF_BASE: "refs/heads/",
    GIT_GRAFT_FILE: join(folder, "grafts"),
    GIT_SHALLOW_FILE: join(folder, "grafts"),
    GIT_ATTR_SOURCE: good,
    GIT_DEFAULT_HASH: "sha256",
    GIT_ICASE_PATHSPECS: "1",
    GIT_TRACE: join(folder, "trace"),
    GIT_TRACE2_EVENT: join(folder, "trace2"),
    PAGER: `touch ${join(folder, "marker")}`,
    LANG: "tr_TR.UTF-8",
  };
}

describe("group 3: names", () => {
  it("C17: the gate takes the full id of a commit and nothing else", async () => {
    using folder = tempFolder();
    const { repo, c0, askGate, gate } = await openStage(folder.path);
    repo.git(["tag", "-a", "-m", "one", "v1", c0]);
    repo.git(["branch", "f".repeat(40)]);
    const tag = repo.id("refs/tags/v1");
    for (const name of [
      "main",
      "HEAD",
      "v1",
      "refs/heads/main",
      c0.slice(0, 39),
      c0.toUpperCase(),
      `${c0}^0`,
      "f".repeat(41),
    ])
      expect(await askGate(name), name).toMatchObject(refused("usage.commit", 2));
    expect(await askGate("")).toMatchObject(refused("usage.missing", 2));
    for (const id of [tag, repo.id(`${c0}^{tree}`), repo.id(`${c0}:ui/list.ts`)])
      expect(await askGate(id)).toMatchObject(refused("usage.commit", 2));
    expect(await gate("f".repeat(40))).toMatchObject(failed("git.missing-object"));
    for (const ref of ["main", "heads/main", "refs/heads/main ", "refs/heads/../heads/main", ""])
      expect(await askGate(c0, { ref }), ref).toMatchObject(refused("usage.ref", 2));
    expect(await askGate(c0, { ref: "refs/heads/Main" })).toMatchObject(refused("policy.ref"));
  });

  it("C17: capture resolves a name once, prints the full id, and refuses what could be two things", async () => {
    using folder = tempFolder();
    const { repo, c0, run, capture } = await openStage(folder.path);
    const good = repo.commit({ files: REVIEWED, ref: "refs/heads/feature", parents: [c0] });
    const evil = repo.commit({ files: EVIL, ref: "refs/heads/other", parents: [c0] });
    const head = (name: string) => run("capture", "--repo", repo.path, "--base", c0, `--head=${name}`, "--json");
    repo.ref("refs/tags/v1", good);
    const first = await capture("v1", { base: c0 });
    repo.ref("refs/tags/v1", evil);
    const second = await capture("v1", { base: c0 });
    expect([first["head"], second["head"]]).toEqual([{ commit: good }, { commit: evil }]);
    expect(first.change).not.toBe(second.change);
    repo.ref("refs/tags/feature", evil);
    repo.ref(`refs/heads/${good}`, evil);
    repo.ref("refs/heads/HEAD", evil);
    repo.ref("refs/heads/refs/heads/feature", evil);
    for (const name of ["feature", good, "HEAD", "-x", "--output=x", `${good}^{tree}`, ":/fix", "main..other", "@{-1}"])
      expect(await head(name), name).toMatchObject(refused("usage.commit", 2));
    expect(await head("refs/heads/feature")).toMatchObject({ exit: 0, json: { head: { commit: good } } });
  });

  it("C18: no argument becomes an option or another transport", async () => {
    using folder = tempFolder();
    const { repo, c0, run, askGate } = await openStage(folder.path);
    const marker = join(folder.path, "marker");
    const attempts = [
      `--upload-pack=touch ${marker}`,
      `ext::sh -c touch% ${marker}`,
      `ssh://-oProxyCommand=touch ${marker}/x`,
      `-oProxyCommand=touch ${marker}`,
      `file://${repo.path}`,
      `https://example.invalid/x.git`,
      `host:path`,
    ];
    for (const attempt of attempts) {
      expect(await askGate(c0, { repo: attempt })).toMatchObject({
        exit: 2,
        json: { code: expect.stringMatching(/^usage\./) },
      });
      const captured = await run("capture", `--repo=${attempt}`, "--base", c0, "--head", c0, "--json");
      expect(captured).toMatchObject(refused("usage.repository", 2));
      const named = await run("capture", "--repo", repo.path, `--base=${attempt}`, "--head", c0, "--json");
      expect(named).toMatchObject(refused("usage.commit", 2));
    }
    expect(await askGate(`--upload-pack=${marker}`)).toMatchObject(refused("usage.option", 2));
    expect(await askGate(c0, { ref: "-x" })).toMatchObject(refused("usage.option", 2));
    expect(existsSync(marker)).toBe(false);
  });

  it("C23: a commit that only a fork or a pull request has is judged, and nothing else comes along", async () => {
    using folder = tempFolder();
    const { repo, c0, gate, cover, home } = await openStage(folder.path);
    const pull = repo.commit({ files: EVIL, parents: [c0], ref: "refs/pull/1/head" });
    const loose = repo.commit({ files: REVIEWED, parents: [c0], ref: null });
    expect(await gate(pull)).toMatchObject(residual("ranker/evil.py"));
    expect(await gate(loose)).toMatchObject(residual("ranker/score.py"));
    await cover(loose, { base: c0 });
    expect(await gate(loose)).toEqual(allowed());
    const mirror = join(mirrorFolder({ dir: home }, "local:feed"), "mirror.git");
    const refs = execFileSync("git", ["--git-dir", mirror, "for-each-ref", "--format=%(refname)"], {
      encoding: "utf8",
    });
    expect(refs.trim().split("\n")).toEqual([c0, loose].map((id) => `refs/countersign/id/${id}`).toSorted());
    expect(() => execFileSync("git", ["--git-dir", mirror, "cat-file", "-e", pull], { stdio: "ignore" })).toThrow();
  });
});
