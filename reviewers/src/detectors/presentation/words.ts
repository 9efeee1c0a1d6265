import { lexicon } from "../words.ts";

/** Words of where and how often something is shown. */
export const PLACES = lexicon(
  "position,positions,slot,slots,spacing,gap between,pinned,pin,injected,injection,inject,module,carousel,page size,items per page,results per page,page length,push candidate,insertion,min spacing,fixed position,promoted,banner",
);
