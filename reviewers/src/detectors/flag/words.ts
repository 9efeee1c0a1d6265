import { lexicon } from "../words.ts";

/** Words of a switch that people turn without a release. */
export const SWITCHES = lexicon(
  "enable,enabled,enables,disable,disabled,flag,feature flag,feature switch,decider,gate,gated,kill switch,killswitch,toggle,is on,turn on,use,should,dial,rollout",
);

/** Words of how many are behind a switch. */
export const SHARES = lexicon(
  "availability,default availability,percent,percentage,pct,rollout,dial,share,bucket,buckets,exposure,traffic,fraction,ramp,treatment",
);
