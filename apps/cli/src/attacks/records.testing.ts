import { join } from "node:path";
import { loadMachineKey } from "@countersign/adapters/keys";
import type { JsonValue } from "@countersign/attest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import type { PersonId } from "../governed-home.testing.ts";
import type { CliRun } from "../run.testing.ts";
import { openStage } from "./stage.testing.ts";
import type { Stage, StageOptions } from "./stage.testing.ts";

/** A stage whose policy lists a gate for `production`, and what a gate, a pipeline and the emergency exit are called with. */
export type RecordsStage = Stage & {
  /** The gate's private key file, and its public text. */
  readonly gateKey: string;
  readonly gateKeyText: string;
  /** The gate's answer signed into a file, which is named after the request. */
  readonly signedVerdict: (commit: string, request: string, ...options: readonly string[]) => Promise<string>;
  /** `verdict check` by the home's policy for production; options come after. */
  readonly checkVerdict: (file: string, commit: string, ...options: readonly string[]) => Promise<CliRun>;
  /** `receipt` by the gate's key. */
  readonly receipt: (verdict: string, state: string, ...options: readonly string[]) => Promise<CliRun>;
  /** Proposes a break-glass for a commit and signs it. */
  readonly askBreakGlass: (commit: string, person: PersonId, ...options: readonly string[]) => Promise<CliRun>;
  /** Signs one that was proposed. */
  readonly grantBreakGlass: (id: string, person: PersonId, ...options: readonly string[]) => Promise<CliRun>;
  /** Both of the above, by olga and dana; answers the leaf. */
  readonly breakGlass: (commit: string, ...options: readonly string[]) => Promise<number>;
  readonly closeIncident: (name: string, person: PersonId) => Promise<CliRun>;
};

/** Opens such a stage; `edits` of the policy come after the gate is listed. */
export async function openRecordsStage(folder: string, options: StageOptions = {}): Promise<RecordsStage> {
  const stage = await openStage(folder, { ...options, gate: true });
  const gateKey = join(folder, "gate-keys", "gate.key");
  const { text: gateKeyText } = await loadMachineKey(gateKey);
  return { ...stage, gateKey, gateKeyText, ...verdicts(stage, gateKey), ...emergencies(stage) };
}

/** A member of a document that a call printed. */
export function said({ json }: CliRun, name: string): JsonValue | undefined {
  return member(json, name);
}

function verdicts(stage: Stage, gateKey: string) {
  const { folder, home, repo, run } = stage;
  return {
    async signedVerdict(commit: string, request: string, ...options: readonly string[]) {
      const [bundle, file] = [join(folder, "log.bundle"), join(folder, `verdict-${request}.json`)];
      await done(run("bundle", "-o", bundle));
      const asked = ["gate", "--repo", repo.path, "--commit", commit, "--env", "production"];
      const log = ["--root", join(home, "root.json"), "--bundle", bundle];
      await run(...asked, ...log, "--key", gateKey, "--verdict", file, "--request", request, ...options, "--json");
      return file;
    },
    checkVerdict: (file: string, commit: string, ...options: readonly string[]) => {
      const env = options.includes("--env") ? [] : ["--env", "production"];
      return run("verdict", "check", file, "--commit", commit, ...env, ...options, "--json");
    },
    receipt: (verdict: string, state: string, ...options: readonly string[]) =>
      run("receipt", "--verdict", verdict, "--state", state, "--key", gateKey, ...options, "--json"),
  };
}

function emergencies(stage: Stage) {
  const { repo, run, key } = stage;
  const askBreakGlass = (commit: string, person: PersonId, ...options: readonly string[]) => {
    const env = options.includes("--env") ? [] : ["--env", "production"];
    const reason = options.includes("--reason") ? [] : ["--reason", "the feed is down"];
    const about = ["--repo", repo.path, "--commit", commit, ...env, ...reason];
    return run("break-glass", ...about, "--key", key(person), "--yes", "--json", ...options);
  };
  const grantBreakGlass = (id: string, person: PersonId, ...options: readonly string[]) =>
    run("break-glass", id, "--key", key(person), "--yes", "--json", ...options);
  return {
    askBreakGlass,
    grantBreakGlass,
    async breakGlass(commit: string, ...options: readonly string[]) {
      const asked = await done(askBreakGlass(commit, "olga", ...options));
      const granted = await done(grantBreakGlass(String(said(asked, "breakGlass")), "dana"));
      return Number(member(said(granted, "leaf"), "index"));
    },
    closeIncident: (name: string, person: PersonId) =>
      run("incident", "close", name, "-m", "looked at it", "--key", key(person), "--json"),
  };
}
