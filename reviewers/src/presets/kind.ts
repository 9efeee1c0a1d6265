/** What a file is for, in a recommender; a file may be of several kinds. */
const FILE_KINDS = [
  "score",
  "params",
  "flags",
  "pipeline",
  "source",
  "filter",
  "visibility",
  "feature",
  "label",
  "objective",
  "dataset",
  "list",
  "egress",
  "prompt",
  "model",
  "eval",
  "presentation",
  "deploy",
  "docs",
  "test",
  "infrastructure",
  "generated",
] as const;

export type FileKind = (typeof FILE_KINDS)[number];

/** Kinds whose code decides what is recommended: a change there is never nothing. */
export const BEHAVIOUR: ReadonlySet<FileKind> = new Set<FileKind>([
  "score",
  "params",
  "flags",
  "pipeline",
  "source",
  "filter",
  "visibility",
  "feature",
  "label",
  "objective",
  "dataset",
  "list",
  "egress",
  "prompt",
  "model",
  "presentation",
]);
