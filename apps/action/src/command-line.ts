import { createHash } from "node:crypto";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";
import type { Inputs } from "./inputs.ts";

/**
 * The command line that a step stands for, with the files that it needs in a folder of its own, outside of every work tree. `token` is asked
 * for what a gate over HTTP knows the step by.
 * Codes: `usage.missing`, `usage.option`, `policy.root` for a root that is not the pinned one.
 */
export async function commandLine(
  inputs: Inputs,
  folder: string,
  token: () => Promise<string>,
): Promise<readonly string[]> {
  const { required, value } = inputs;
  const about = ["--commit", required("commit"), "--env", required("environment"), ...optional(inputs, ["artifact"])];
  if (value("server") === undefined) return [...(await ownGate(inputs, folder)), ...about];
  if (value("bundle") !== undefined)
    throw new CountersignError("usage.option", "server and bundle exclude each other: who is to answer?");
  return [...(await askedGate(inputs, folder, await token())), ...about];
}

async function ownGate(inputs: Inputs, folder: string): Promise<readonly string[]> {
  const { required } = inputs;
  for (const name of ["token", "audience", "gate-keys", "wait", "rollback"])
    if (inputs.value(name) !== undefined && inputs.value(name) !== "false")
      throw new CountersignError("usage.option", `the input ${name} goes with server`);
  const root = await pinnedRoot(required("root"), required("root-digest"), folder);
  const files = ["--repo", required("path"), "--root", root, "--bundle", required("bundle")];
  return ["gate", ...files, ...optional(inputs, ["repository", "ref"])];
}

/** A copy of the pinned root, since the original may lie where the candidate's authors write; its digest says which one it is. */
async function pinnedRoot(path: string, digest: string, folder: string): Promise<string> {
  const copy = join(folder, "root.json");
  await copyFile(path, copy).catch((cause: unknown) => {
    throw new CountersignError("files.missing", `there is no root at ${path}`, { cause });
  });
  const found = createHash("sha256")
    .update(await readFile(copy))
    .digest("hex");
  if (found === digest.replace(/^sha256:/, "")) return copy;
  throw new CountersignError("policy.root", `the SHA-256 of ${path} is ${found}, and root-digest says ${digest}`);
}

async function askedGate(inputs: Inputs, folder: string, secret: string): Promise<readonly string[]> {
  const { required, value } = inputs;
  const token = join(folder, "token");
  await writeFile(token, secret, { mode: 0o600 });
  const keys = required("gate-keys").split(/\s+/);
  const rollback = value("rollback") ?? "false";
  if (!["true", "false"].includes(rollback))
    throw new CountersignError("usage.option", "the input rollback is true or false");
  const gate = ["--from", required("server"), "--token-file", token, "--verdict", join(folder, "verdict.json")];
  const place = ["--repository", required("repository"), "--ref", required("ref")];
  return [
    "gate",
    "ask",
    ...gate,
    ...place,
    ...keys.flatMap((key) => ["--gate-key", key]),
    ...optional(inputs, ["wait"]),
    ...(rollback === "true" ? ["--rollback"] : []),
  ];
}

function optional({ value }: Inputs, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const given = value(name);
    return given === undefined ? [] : [`--${name}`, given];
  });
}
