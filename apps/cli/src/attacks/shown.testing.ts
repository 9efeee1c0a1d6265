import type { JsonObject, JsonValue } from "@countersign/attest";
import type { CommitPlan } from "@countersign/testkit";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** A finding as `show --json` prints it. */
export type ShownFinding = {
  readonly class: string;
  readonly code: string;
  readonly risk: string;
  readonly title: string;
  readonly at: readonly {
    readonly path: JsonValue;
    readonly side: string;
    readonly from: number;
    readonly to: number;
  }[];
  readonly before?: string;
  readonly after?: string;
  readonly evidence: { readonly [name: string]: string };
  readonly detector: string;
};

/** What a reviewer is shown of one change. */
export type Shown = {
  readonly change: string;
  readonly entries: readonly { readonly path: JsonValue }[];
  readonly excluded: number;
  readonly findings: readonly ShownFinding[];
  readonly coverage: readonly { readonly path: JsonValue; readonly analysed: string; readonly bytes: number }[];
  readonly ledgers: { readonly [name: string]: readonly { readonly [name: string]: string }[] };
  readonly roles: JsonObject;
};

/** Proposes files on top of `c0`, captures, and answers what `show` prints of the packet. */
export async function shownOf(
  stage: Stage,
  files: NonNullable<CommitPlan["files"]>,
  plan: CommitPlan = {},
): Promise<Shown> {
  const head = stage.repo.commit({ files, parents: [stage.c0], ref: "refs/heads/proposed", ...plan });
  return shown(stage, (await stage.capture(head, { base: stage.c0 })).change);
}

/** What `show` prints of a captured change. */
export async function shown(stage: Stage, change: string): Promise<Shown> {
  const { json } = await done(stage.run("show", change, "--stat", "--json"));
  return json as unknown as Shown;
}

/** What notices that something hides, misleads or cannot be read. */
const HAZARDS = new Set(
  "attributes binary configuration copies encoded-text encoding generated hidden-text lfs links moves off-screen paths reading scope submodules".split(
    " ",
  ),
);

/** Codes of the hazards at a path, sorted, each once; what detectors say of the same lines is left aside. */
export function codesAt({ findings }: Pick<Shown, "findings">, path: JsonValue): readonly string[] {
  const wanted = JSON.stringify(path);
  const found = findings.filter(
    ({ at, detector }) => HAZARDS.has(detector) && at.some((place) => JSON.stringify(place.path) === wanted),
  );
  return [...new Set(found.map(({ code }) => code))].toSorted();
}

/** The findings of one code. */
export function findingsOf({ findings }: Pick<Shown, "findings">, code: string): readonly ShownFinding[] {
  return findings.filter((finding) => finding.code === code);
}

/** Paths of the entries. */
export function pathsOf(shown: Shown): readonly JsonValue[] {
  return shown.entries.map((entry) => member(entry, "path") ?? null);
}
