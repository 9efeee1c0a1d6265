import { join } from "node:path";
import { openFolder } from "@countersign/adapters/files";
import type { Home } from "@countersign/home/folder";
import type { Settings } from "../settings/settings.ts";
import { gateAnswers } from "./gate-answers.ts";
import { gateWork } from "./gate-work.ts";
import type { Gate, GateWork } from "./gate-work.ts";

/** What a gate is made with. */
export type GatePlace = {
  readonly files: { readonly root: string; readonly state: string; readonly key: string };
  /** The log server that bundles come from and receipts go to. */
  readonly log: () => string;
  /** Where each repository of the policy is fetched from, by its id. */
  readonly repositories: ReadonlyMap<string, string>;
};

/** The place of the gate that the settings ask for, with the service's own log; undefined where they ask for none. */
export function gatePlace(
  { dir }: Home,
  { gate, repositories }: Pick<Settings, "gate" | "repositories">,
  log: () => string,
): GatePlace | undefined {
  if (gate === undefined) return undefined;
  const folders = repositories.filter(({ fetch }) => fetch.startsWith("/"));
  return {
    files: { root: gate.root ?? join(dir, "root.json"), state: gate.state, key: gate.key },
    log,
    repositories: new Map([
      ...folders.map(({ id, fetch }) => [id, fetch] as const),
      ...Object.entries(gate.repositories),
    ]),
  };
}

/** A gate that keeps its answers beside its state. */
export async function keptGate({ files }: GatePlace, gate: Gate): Promise<GateWork> {
  const answers = gateAnswers(await openFolder(join(files.state, "answers"), { mode: 0o600 }));
  return gateWork({ gate, answers, now: () => new Date() });
}
