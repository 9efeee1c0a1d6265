export { answerAppFile } from "./answer-app-file.ts";
export { readAppFiles } from "./app-files.ts";
export type { AppFile } from "./app-files.ts";
export { MANIFEST, readManifest } from "./manifest.ts";
export type { Manifest } from "./manifest.ts";
export { appHeaders, contentSecurityPolicy } from "./security-policy.ts";
export type { Hosting } from "./security-policy.ts";
