import { CountersignError, leafLines } from "@countersign/core";
import type { LeafLine } from "@countersign/core";
import type { OpenedHome } from "@countersign/home";

/** The index of a leaf as people type it; `usage.index` for anything else. */
export function parseIndex(text: string): number {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new CountersignError(
    "usage.index",
    `${JSON.stringify(text.slice(0, 40))} is not the index of a leaf: a whole number from 0 on`,
  );
}

/** A leaf with its evidence; `bundle.evidence-missing` when that is not in this home. */
export async function evidenceAt(opened: OpenedHome, index: number): Promise<Required<LeafLine>> {
  const { leaf, salt, evidence } = await leafAt(opened, index);
  if (salt !== undefined && evidence !== undefined) return { leaf, salt, evidence };
  throw new CountersignError("bundle.evidence-missing", `the evidence of leaf ${index} is not in ${opened.home.dir}`);
}

/** Published or not; `usage.index` beyond the last. */
async function leafAt({ parts }: OpenedHome, index: number): Promise<LeafLine> {
  for await (const line of leafLines(parts, index)) return line;
  throw new CountersignError("usage.index", `the log has no leaf ${index} yet`);
}
