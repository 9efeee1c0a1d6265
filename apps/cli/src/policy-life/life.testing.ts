import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatCanonical, jsonObject, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { generateSshKey } from "@countersign/adapters/keys";
import { parsePolicyYaml } from "@countersign/core/policy-yaml";
import { exampleWith } from "@countersign/core/testing";
import { done } from "../governed-home.testing.ts";
import type { CliRun } from "../run.testing.ts";
import { allowed, openStage } from "../attacks/stage.testing.ts";
import type { Answer, Stage, StageOptions } from "../attacks/stage.testing.ts";

/** Places in a policy document, such as `people.0.retired`, and what is to stand there; undefined takes away. */
type Edits = readonly (readonly [path: string, value: JsonValue | undefined])[];

/** A stage whose policy goes on: everything by the commands themselves. */
export type Life = Stage & {
  /** Makes a key of somebody new, and answers the line of the `.pub` file. */
  readonly makeKey: (name: string) => Promise<string>;
  /** Writes the version after the newest one, edited, and answers its file; nobody has signed it. */
  readonly draft: (...edits: Edits) => string;
  /** Has people sign a version, by the names of their keys. */
  readonly sign: (file: string, ...keys: readonly string[]) => Promise<void>;
  /** Publishes a version, whatever comes of it. */
  readonly publish: (file: string) => Promise<CliRun>;
  /** All of it: the next version with these edits, signed by everybody who governs at first, and published. */
  readonly amend: (...edits: Edits) => Promise<CliRun>;
};

/** Opens a stage on which versions follow each other. */
export async function openLife(folder: string, options: StageOptions = {}): Promise<Life> {
  const stage = await openStage(folder, options);
  const { run, policy } = stage;
  const keyFile = (name: string) => join(folder, "keys", name);
  let newest = { file: policy, version: 1 };
  let drafts = 0;
  const draft = (...edits: Edits) => {
    const version = newest.version + 1;
    const before = read(jsonObject, parsePolicyYaml(readFileSync(newest.file, "utf8")), "policy");
    const after = edits.reduce((document, [path, value]) => exampleWith(path, value, document), before);
    const file = join(folder, `policy-${version}-${(drafts += 1)}.json`);
    writeFileSync(file, formatCanonical({ ...after, version }));
    return file;
  };
  const sign = async (file: string, ...keys: readonly string[]) => {
    for (const key of keys) await done(run("policy", "sign", file, "--key", keyFile(key)));
  };
  const publish = async (file: string) => {
    const answer = await run("policy", "publish", file, "--json");
    if (answer.exit === 0) newest = { file, version: newest.version + 1 };
    return answer;
  };
  return {
    ...stage,
    async makeKey(name) {
      await generateSshKey({ file: keyFile(name), comment: `${name} at home` });
      return readFileSync(`${keyFile(name)}.pub`, "utf8").trimEnd();
    },
    draft,
    sign,
    publish,
    async amend(...edits) {
      const file = draft(...edits);
      await sign(file, "olga", "dana", "nils");
      return await done(publish(file));
    },
  };
}

/** The gate's answer to a commit that a baseline settles, nothing being left to check. */
export function settled(): Answer {
  return { ...allowed(), reasons: ["gate.settled"] };
}
