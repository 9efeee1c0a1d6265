export { bytes, hex, text } from "./bytes.ts";
export { testKey } from "./keys.ts";
export type { TestKey } from "./keys.ts";
export { tempFolder } from "./temp-folder.ts";
export { vectors } from "./vectors.ts";
