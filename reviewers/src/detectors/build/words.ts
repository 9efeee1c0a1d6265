import { lexicon } from "../words.ts";

/** Keys below which a manifest names packages. */
export const DEPENDENCIES = lexicon(
  "dependencies,dependency,dev dependencies,peer dependencies,require,requires,library dependencies,build dependencies,requirements",
);
