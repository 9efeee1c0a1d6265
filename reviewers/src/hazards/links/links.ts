import { leadsIntoScope, linkTarget, pathFromBytes, placeInScope } from "@countersign/core";
import type { Finding, Mode, Path, Scope } from "@countersign/core";
import { bytesOf } from "../../content/names.ts";
import type { FileChange, Hazard, Noticed, Surroundings } from "../../contract.ts";
import { hazardFinding, named, whole } from "../finding.ts";

const ID = "links";

const KINDS: Readonly<Record<Mode, string>> = {
  "000000": "nothing",
  "100644": "file",
  "100755": "executable file",
  "120000": "link",
  "160000": "submodule",
};

/** Links that lead out of what was reviewed, and entries that become another kind of thing (attacks D12, E7). */
export const links: Hazard = { id: ID, file: inFile, change: outside };

function inFile({ entry, base, result }: FileChange, { scope }: Surroundings): Noticed {
  const { path, newMode } = entry;
  const found = [...ofMode(entry)];
  if (newMode === "120000" && result?.bytes !== undefined)
    found.push(...ofTarget(path, pathFromBytes(result.bytes), scope, base?.mode === "120000" ? base.text : undefined));
  return { findings: found };
}

function ofMode({ path, oldMode, newMode }: FileChange["entry"]): readonly Finding[] {
  const added = oldMode === "000000";
  if (oldMode === newMode || newMode === "000000" || (added && newMode !== "100755")) return [];
  return [
    hazardFinding(ID, "mode.changed", {
      title: `${named(path)} ${added ? "is new, as" : "becomes"} ${KINDS[newMode]}`,
      at: [whole(path)],
      before: `${oldMode} (${KINDS[oldMode]})`,
      after: `${newMode} (${KINDS[newMode]})`,
    }),
  ];
}

/** Links that the scope leaves out may lead into it. */
function outside({ excluded, scope }: Surroundings): Noticed {
  return {
    findings: excluded.flatMap(({ path, target }) => (target === undefined ? [] : ofTarget(path, target, scope))),
  };
}

function ofTarget(path: Path, text: string, scope: Scope, before?: string): readonly Finding[] {
  const target = linkTarget(path, text);
  const values = { ...(before === undefined ? {} : { before }), after: spelled(text) };
  if ("escapes" in target)
    return [
      hazardFinding(ID, "link.escape", {
        title: `The link ${named(path)} leads out of the tree`,
        at: [whole(path)],
        ...values,
        evidence: { why: target.escapes },
        ask: "What does this link find where it is deployed?",
      }),
    ];
  const here = placeInScope(scope, { path, newMode: "120000" });
  const there = leadsIntoScope(scope, target.path);
  if (here === there) return [];
  return [
    hazardFinding(ID, "link.scope", {
      title: here ? `The link ${named(path)} leads out of the scope` : `The link ${named(path)} leads into the scope`,
      at: [whole(path)],
      ...values,
      evidence: { target: named(target.path), direction: here ? "out of scope" : "into scope" },
      ask: "Who reads the target by this name?",
    }),
  ];
}

function spelled(text: string): string {
  return new TextDecoder().decode(bytesOf(text));
}
