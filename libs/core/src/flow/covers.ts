import type { Cover } from "../state/fact.ts";
import type { PageIndex } from "./page-index.ts";

/** Everything that was found covered by approvals of a content, on all lines; its page has to be loaded. */
export function coversOf(index: PageIndex, digest: string): readonly Cover[] {
  return index.facts(digest).flatMap((fact) => (fact.kind === "cover" ? [fact.cover] : []));
}
