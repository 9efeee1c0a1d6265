import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSshKey } from "@countersign/adapters/keys";
import { done, signedByAll } from "../governed-home.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** Publishes the next version of the policy with parts replaced, signed by olga, dana and nils, and by whoever holds a key file named. */
export async function amend(
  stage: Stage,
  edits: readonly (readonly [string, string])[],
  alsoBy: readonly string[] = [],
): Promise<void> {
  writeFileSync(stage.policy, nextVersion(readFileSync(stage.policy, "utf8"), edits));
  await signedByAll(stage);
  for (const key of alsoBy) await done(stage.run("policy", "sign", stage.policy, "--key", key));
  await done(stage.run("policy", "publish", stage.policy));
}

/** The text of a policy's next version; a part that is not there is an error of the test. */
function nextVersion(text: string, edits: readonly (readonly [string, string])[]): string {
  const version = Number(/^version: (\d+)$/m.exec(text)?.[1]);
  return [[`version: ${version}`, `version: ${version + 1}`] as const, ...edits].reduce((document, [part, other]) => {
    if (!document.includes(part)) throw new Error(`the policy has no ${part}`);
    return document.replace(part, other);
  }, text);
}

/** Makes a key in a folder; its file, and the line of its public half. */
export async function extraKey(
  folder: string,
  name: string,
): Promise<{ readonly file: string; readonly line: string }> {
  const file = join(folder, `extra-${name}`);
  await generateSshKey({ file, comment: name });
  return { file, line: readFileSync(`${file}.pub`, "utf8").trim() };
}
