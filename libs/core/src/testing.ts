export {
  examplePolicy,
  exampleWith,
  logKeyText,
  machineKeyText,
  publicKeyLine,
  witnessKeyText,
} from "./policy/example.testing.ts";
export { ancestors, bestCommonAncestors, commitLinks } from "./gate/reference/commit-graph.testing.ts";
export { draft } from "./gate/reference/draft.testing.ts";
export { worlds } from "./gate/reference/generator.testing.ts";
export { materialise } from "./gate/reference/materialise.testing.ts";
export { judgeInMemory } from "./gate/reference/memory-naive-git.testing.ts";
export { openMergeDesk } from "./gate/reference/merge-desk.testing.ts";
export type { MergeCount, MergeDesk } from "./gate/reference/merge-desk.testing.ts";
export { objectStore } from "./gate/reference/object-store.testing.ts";
export type { ObjectStore } from "./gate/reference/object-store.testing.ts";
export { questions } from "./gate/reference/questions.testing.ts";
export { writeWorld } from "./gate/reference/world-objects.testing.ts";
export { judgeNaively } from "./gate/reference/naive-gate.testing.ts";
export type { Judgement } from "./gate/reference/naive-gate.testing.ts";
export { openNaiveGit } from "./gate/reference/naive-git.testing.ts";
export {
  KEY_OF,
  amendedPolicy,
  initialPolicy,
  repositoryUri,
  retiringPolicy,
} from "./gate/reference/policy-document.testing.ts";
export { classesOf } from "./gate/reference/small-detector.testing.ts";
export { shellScript } from "./gate/reference/script.testing.ts";
export { contentOf } from "./gate/reference/world-content.testing.ts";
export type { World } from "./gate/reference/world.testing.ts";
export { scribe } from "./log/scribe.testing.ts";
export type { Scribe } from "./log/scribe.testing.ts";
