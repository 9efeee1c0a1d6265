import { expect, it } from "vitest";
import type { Called } from "./command.ts";
import { beginStory } from "./story.ts";
import { createTerminal } from "./terminal.ts";

/** A story of which every command answers the same, and what it has said so far. */
function told(answer: Partial<Called> = {}) {
  const said: string[] = [];
  const called: string[] = [];
  const terminal = {
    ...createTerminal({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: { NO_COLOR: "1" } }),
    note: (text: string) => void said.push(...text.split("\n")),
  };
  const call = (args: readonly string[]) => {
    called.push(args.join(" "));
    return Promise.resolve({ exit: 0, stdout: "", stderr: "", ...answer });
  };
  const scene = { folder: "/tmp/x y", home: "/tmp/x y/home" };
  return { story: beginStory({ terminal, call }, scene), said, called };
}

it("commands are shown as they are typed in the folder, and run with its home", async () => {
  const { story, said, called } = told({ stdout: "next: countersign queue --home '/tmp/x y/home'\nin /tmp/x y/log\n" });
  await story.run(["gate", "--bundle", "/tmp/x y/log.bundle"], { first: ["bundle", "-o", "/tmp/x y/log.bundle"] });
  expect(called).toEqual([
    "bundle -o /tmp/x y/log.bundle --home /tmp/x y/home",
    "gate --bundle /tmp/x y/log.bundle --home /tmp/x y/home",
  ]);
  const line = "countersign bundle -o log.bundle && countersign gate --bundle log.bundle";
  expect(said).toEqual([`$ ${line}`, "  next: countersign queue", "  in log"]);
  expect(story.commands()).toEqual([line]);
});

it("what is hidden is kept with the commands, and a long answer is counted", async () => {
  const { story, said } = told({ stdout: Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n") });
  await story.run(["one"], { hidden: true });
  await story.run(["two"], { quiet: true });
  await story.run(["three"], { pick: (lines) => lines.slice(0, 1) });
  await story.run(["four"]);
  expect(story.commands()).toEqual(["countersign one", "countersign two", "countersign three", "countersign four"]);
  expect(said.slice(0, 4)).toEqual(["$ countersign two", "$ countersign three", "  line 0", "$ countersign four"]);
  expect(said.at(-1)).toBe("  … 16 more lines");
});

it("sentences are broken where eighty columns end", () => {
  const { story, said } = told();
  story.tell(Array.from({ length: 30 }, () => "words").join(" "));
  expect(said.map((line) => line.length)).toEqual([0, 77, 77, 23]);
});

it("another exit than the story needs ends it with the command's own refusal", async () => {
  const refused = told({ exit: 4, failure: { code: "gate.residual", message: "left over" } });
  await expect(refused.story.run(["gate"])).rejects.toMatchObject({ code: "gate.residual", detail: "left over" });
  await expect(refused.story.run(["gate"], { exit: 4 })).resolves.toMatchObject({ exit: 4 });
  await expect(told().story.run(["gate"], { exit: 4 })).rejects.toMatchObject({ code: "internal.story" });
});
