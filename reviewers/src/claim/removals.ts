import type { Finding } from "@countersign/core";
import type { Examined } from "../contract.ts";
import type { Fact } from "../facts/fact.ts";
import { lastName } from "../ledgers/extract.ts";

/** Lines that come, of those that go, where something only goes: what is left has to fit together again. */
const MOST_NEW = 0.2;
/** What goes and protects: nobody may say that it was not used. */
const PROTECTS = /^(?:guard\.|prompt\.|label\.)/u;

/** Whether a change only takes something away, and nothing of what protects. */
export function isOnlyRemoval(told: readonly Finding[], files: readonly Examined[]): boolean {
  const count = (side: "removed" | "added") =>
    files
      .filter(({ kinds }) => !kinds.has("test"))
      .reduce((sum, file) => sum + file[side].filter(({ sort, layout }) => sort === "code" && !layout).length, 0);
  const gone = count("removed");
  if (gone === 0 || count("added") > Math.max(1, gone * MOST_NEW)) return false;
  return told.every(({ code, at }) => !PROTECTS.test(code) && (code === "logic.changed" || isRemoval(code, at)));
}

function isRemoval(code: string, at: Finding["at"]): boolean {
  return (
    code.endsWith(".removed") ||
    code === "metric.definition" ||
    at.every(({ side }) => side === "base") ||
    code === "metric.monitor"
  );
}

/** Whether a file of the change still has a name of what goes. */
export function isRead(files: readonly Examined[]): boolean {
  const kept = new Set(files.flatMap(({ result }) => (result?.facts ?? []).flatMap(nameOf)));
  const gone = files
    .flatMap(({ base }) => (base?.facts ?? []).map((fact) => nameOf(fact)))
    .filter((names) => names.length > 0 && !names.some((name) => kept.has(name)));
  const words = new Set(files.flatMap(({ result }) => [...(result?.words ?? [])]));
  return gone.some((names) => names.every((name) => words.has(name)));
}

/** Names by which something could be read: its own, and of an argument also that of the call. */
function nameOf(fact: Fact): readonly string[] {
  if (fact.fact === "definition") return fact.sort === "template" || fact.name === "" ? [] : [lastName(fact.name)];
  if (fact.fact !== "setting" || fact.as === "doc" || fact.as === "config") return [];
  return [lastName(fact.name), ...(fact.callee === undefined ? [] : [lastName(fact.callee)])];
}
