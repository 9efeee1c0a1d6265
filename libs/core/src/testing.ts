export {
  examplePolicy,
  exampleWith,
  logKeyText,
  machineKeyText,
  publicKeyLine,
  witnessKeyText,
} from "./policy/example.testing.ts";
export { draft } from "./gate/reference/draft.testing.ts";
export { worlds } from "./gate/reference/generator.testing.ts";
export { materialise } from "./gate/reference/materialise.testing.ts";
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
export type { World } from "./gate/reference/world.testing.ts";
export { scribe } from "./log/scribe.testing.ts";
export type { Scribe } from "./log/scribe.testing.ts";
