import type { LogContents } from "@countersign/core";
import { CountersignError } from "@countersign/core";
import { stat } from "node:fs/promises";
import type { Command, Invocation } from "../command.ts";
import type { Check } from "../doctor/examination.ts";
import { examined } from "../doctor/examined.ts";
import { homeChecks } from "../doctor/home-checks.ts";
import { logChecks } from "../doctor/log-checks.ts";
import { readLog } from "../doctor/read-log.ts";
import { machineChecks } from "../doctor/machine-checks.ts";
import { repositoryChecks } from "../doctor/repository-checks.ts";
import { witnessChecks } from "../doctor/witness-checks.ts";
import { placeOf } from "../place.ts";

const COMMITS = 200;

export const doctorCommand: Command = {
  name: "doctor",
  summary: "what would fail here, and what to do about it",
  usage: "doctor [--repo PATH] [--root FILE --bundle FILE] [--repository ID] [--ref REF] [--commits N]",
  details:
    "At a desk, in CI or beside production: looks at the programs, the clone, the home and its keys, the log and its witnesses. " +
    "With a policy, from the bundle or the home, also at who is behind the newest commits and at old header defects, whose list it prints ready for the policy. " +
    "Ends with 0 when nothing fails, else as the worst of what would.",
  options: {
    repo: { value: "PATH", help: "the clone to look at (default: the present folder)" },
    root: { value: "FILE", help: "the pinned root.json; with --bundle" },
    bundle: { value: "FILE", help: "the log with its evidence (default: the home's)" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
    commits: { value: "N", help: `how many of the newest commits to ask for their authors (default: ${COMMITS})` },
  },
  examples: ["doctor", "doctor --repo . --root root.json --bundle log.bundle --json"],
  async run(invocation) {
    const commits = wholeNumber(invocation.value("commits") ?? String(COMMITS));
    const machine = await Promise.all(machineChecks(invocation.home));
    const home = await Promise.all(await homeChecks(invocation.home));
    const { check, log, known } = await readLog(invocation);
    const witnessed = log === undefined ? [] : await Promise.all(logChecks(log));
    const local = (await isThere(invocation.home.dir)) ? await witnessChecks(invocation.home, known) : [];
    const repository = await clone(invocation, log, commits);
    return examined(
      [...machine, ...home, check, ...witnessed, ...(await Promise.all(local)), ...repository],
      invocation,
    );
  },
};

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new CountersignError("usage.number", `${JSON.stringify(text)} is not a whole number from 1 on`);
}

async function clone(
  { value, home }: Invocation,
  log: LogContents | undefined,
  commits: number,
): Promise<readonly Check[]> {
  const path = value("repo") ?? ".";
  if (log === undefined) return repositoryChecks({ path, env: home.env, ref: value("ref") ?? "HEAD", commits });
  const { policy } = log.policy;
  const { repository, ref } = placeOf(policy, { repository: value("repository"), ref: value("ref") });
  return repositoryChecks({ path, env: home.env, ref, commits, rules: { policy, repository } });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
