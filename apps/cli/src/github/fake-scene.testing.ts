import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { startFakeGitHub } from "@countersign/github-fake";
import type { Switches } from "@countersign/github-fake";
import { tempFolder, until } from "@countersign/testkit";
import { collector } from "../collector.ts";
import { main } from "../main.ts";

/** A GitHub with an organisation, its owner, and a folder beside it. */
export async function fakeScene(switches: Partial<Switches> = {}) {
  const folder = tempFolder();
  const dir = realpathSync(folder.path);
  mkdirSync(join(dir, "github"));
  const github = await startFakeGitHub({ dir: join(dir, "github"), switches });
  const [acme, ada] = [github.world.organization("acme"), github.world.user("ada")];
  return {
    github,
    world: github.world,
    dir,
    acme,
    ada,
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** A command line at work, whose words on standard error are read while it goes on, and which is told something. */
export function atWork(args: readonly string[], home: string) {
  const [stdout, stderr, stdin] = [collector(), collector(), new PassThrough()];
  const env = { PATH: process.env["PATH"], COUNTERSIGN_HOME: home };
  const exit = main(args, { stdin, stdout: stdout.stream, stderr: stderr.stream, env });
  return {
    exit,
    /** Types a line. */
    type: (line: string) => void stdin.write(`${line}\n`),
    /** Waits until it has said something like that, and answers the first group. */
    async said(pattern: RegExp): Promise<string> {
      await until(() => pattern.test(stderr.text()));
      return pattern.exec(stderr.text())?.[1] ?? "";
    },
    stdout: () => stdout.text(),
    stderr: () => stderr.text(),
  };
}
