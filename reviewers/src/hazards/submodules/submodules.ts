import type { FileChange, Hazard, Noticed } from "../../contract.ts";
import { hazardFinding, named, onLine, whole } from "../finding.ts";

const ID = "submodules";

/** Other repositories inside this one: their commits, addresses and settings (attack D11). */
export const submodules: Hazard = { id: ID, file: inFile };

function inFile(file: FileChange): Noticed {
  const { path, oldMode, newMode, oldOid, newOid } = file.entry;
  if (path.slice(path.lastIndexOf("/") + 1) === ".gitmodules") return settings(file);
  if (oldMode !== "160000" && newMode !== "160000") return { findings: [] };
  return {
    findings: [
      hazardFinding(ID, "submodule", {
        title: `${named(path)} is a commit of another repository, which is not analysed`,
        at: [whole(path, newMode === "000000" ? "base" : "result")],
        ...(oldMode === "000000" ? {} : { before: `${oldMode} ${oldOid}` }),
        ...(newMode === "000000" ? {} : { after: `${newMode} ${newOid}` }),
        evidence: { mode: newMode === "000000" ? oldMode : newMode },
        ask: "Who reviewed the commits of the other repository between these two?",
      }),
    ],
  };
}

function settings({ entry: { path }, added, removed }: FileChange): Noticed {
  const told = (lines: FileChange["added"]) => lines.map(({ text }) => text.trim()).join("; ");
  return {
    findings: [
      hazardFinding(ID, "submodule", {
        title: `${named(path)} changes which other repositories are used, and how`,
        at: added.length > 0 ? added.map(({ number }) => onLine(path, number)) : [whole(path, "base")],
        ...(removed.length === 0 ? {} : { before: told(removed) }),
        ...(added.length === 0 ? {} : { after: told(added) }),
        evidence: { hides: added.some(({ text }) => /^\s*ignore\s*=/i.test(text)) ? "yes" : "no" },
        ask: "Who controls the other repository?",
      }),
    ],
  };
}
