import type { ClassName } from "../detectors/classes.ts";

/** What somebody in a role is there for. */
export type RoleGuide = {
  readonly id: "oracle" | "data-guard";
  /** In plain words: the question that this role answers, and what is none of its business. */
  readonly charter: string;
  /** Classes of findings that are this role's business, those of others left out. */
  readonly classes: readonly ClassName[];
  /** What is answered, with a word of why, in the message of a decision. */
  readonly checklist: readonly string[];
};
