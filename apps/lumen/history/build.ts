import { CHANGES } from "./changes.ts";
import { writeCommits } from "./commit-stream.ts";
import type { CommitPlan } from "./commit-stream.ts";
import { edited } from "./draft.ts";
import type { Files } from "./draft.ts";
import type { PlannedChange } from "./planned-change.ts";
import { readProduct } from "./product.ts";

/** A commit of the history by its number in the manifest, from 1. */
export type LumenCommit = { readonly number: number; readonly id: string; readonly title: string };

const PEOPLE = [
  "Mira Holt <mira@lumen.example>",
  "Jonas Eide <jonas@lumen.example>",
  "Salma Reyes <salma@lumen.example>",
] as const;
/** 12 January 2026, 09:00 UTC. */
const BEGINNING = 1_768_208_400;
/** Seconds between two commits: two days and a bit. */
const STEP = 2 * 86_400 + 4_380;

/**
 * Makes the repository of Lumen's history in a folder that is empty or absent: the product as it is, then each planted
 * change. The same product gives the same commit ids on every machine.
 */
export function buildLumenHistory(folder: string): readonly LumenCommit[] {
  const plans = plansOf(readProduct());
  const ids = writeCommits(folder, plans);
  return plans.map(({ message }, index) => ({
    number: index + 1,
    id: ids[index] ?? "",
    title: message.split("\n")[0] ?? "",
  }));
}

function plansOf(product: Files): readonly CommitPlan[] {
  const plans: CommitPlan[] = [planOf(product, { title: "Import Lumen" }, 0)];
  let files = product;
  CHANGES.forEach((change, index) => {
    files = edited(files, change.edit);
    plans.push(planOf(files, change, index + 1));
  });
  return plans;
}

function planOf(files: Files, { title, body }: Pick<PlannedChange, "title" | "body">, index: number): CommitPlan {
  return {
    files,
    author: PEOPLE[index % PEOPLE.length] ?? PEOPLE[0],
    date: BEGINNING + index * STEP,
    message: body === undefined ? `${title}\n` : `${title}\n\n${body}\n`,
  };
}
