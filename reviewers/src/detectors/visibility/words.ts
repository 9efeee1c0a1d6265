import { lexicon } from "../words.ts";

/** What is done to what somebody may not see, hardest first. */
export const ACTIONS = lexicon(
  "drop,drops,remove,suppress,block,hide,hidden,filter out,exclude,tombstone,interstitial,avoid,downrank,limit engagements,soft intervention,appealable,local visibility,keep,allow,pass,reject,deny,removed,kept",
);

/** Constants that name how strict a policy is. */
export const LEVELS = lexicon(
  "safety level,policy level,visibility policy,enforcement level,strictness,sensitivity level,policy",
);

/** Options of a call by which something stays in or out. */
export const OPTIONS = lexicon(
  "hidden,expired,blocked,blocking,muted,deleted,suspended,protected,nsfw,sensitive,spam,include expired,include hidden,exclude,visible,unsafe,withheld,eligible,filtered",
);
