import { execFileSync } from "node:child_process";
import type { Review } from "@countersign/core";
import { expect, it } from "vitest";
import { commandLines, togetherLines } from "./command-lines.ts";

type Said = Parameters<typeof commandLines>[0];
const SAID: Said = {
  decision: "approve",
  change: "a".repeat(64),
  role: "oracle",
  message: "",
  claimedTime: "2026-11-22T10:00:00Z",
};

/** The words that a shell makes of a command. */
function words(line: string): readonly string[] {
  const script = `countersign() { printf '%s\\n' "$@"; }; ${line}`;
  return execFileSync("sh", ["-c", script], { env: { HOME: "/home/dana" } })
    .toString()
    .trimEnd()
    .split("\n");
}

it("the commands say what the statement says, whatever stands in it, and a shell reads them back as they are meant", () => {
  const conditions: Review["conditions"] = { environments: ["production-eu", "a b"], notAfter: "2026-11-23T22:00:00Z" };
  const [sign = "", submit = ""] = commandLines(
    { ...SAID, conditions, message: 'it\'s $(fine) `so` "x" \\' },
    "http://localhost:1",
  );
  const said = ["--role", "oracle", "--env", "production-eu", "--env", "a b", "--expires", "P1DT12H"];
  const message = '--message=it\'s $(fine) `so` "x" \\';
  const files = ["--bundle", "log.bundle", "--root", "root.json", "--out", "approve-aaaaaaaaaaaaaaaa.json"];
  const key = ["--key", "/home/dana/.ssh/id_ed25519"];
  expect(words(sign)).toEqual(["approve", SAID.change, ...key, ...said, message, ...files]);
  const to = ["--to", "http://localhost:1", "--root", "root.json"];
  expect(words(submit)).toEqual(["submit", "approve-aaaaaaaaaaaaaaaa.json", ...to]);
  expect(words(commandLines({ ...SAID, decision: "revoke", reason: "harmful" }, "x")[0] ?? "")).toContain("harmful");
});

it("the commands for several changes name each of them, and hand in every file until one is refused", () => {
  const changes = ["a".repeat(64), "b".repeat(64)];
  const [sign = "", submit = ""] = togetherLines({ ...SAID, message: "it's $(fine)" }, changes, "http://localhost:1");
  const key = ["--key", "/home/dana/.ssh/id_ed25519", "--role", "oracle"];
  const files = ["--bundle", "log.bundle", "--root", "root.json", "--out", "approve-together"];
  expect(words(sign)).toEqual(["approve", ...changes, ...key, "--message=it's $(fine)", ...files]);
  const to = ["--to", "http://localhost:1", "--root", "root.json"];
  expect(words(submit)).toEqual(["submit", "approve-together/*.json", ...to]);
});
