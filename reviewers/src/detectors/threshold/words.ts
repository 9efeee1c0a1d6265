import { lexicon } from "../words.ts";

/** Words of a bound that decides, unless something says that it bounds a machine. */
export const BOUNDS = lexicon(
  "threshold,min,max,minimum,maximum,cap,limit,cutoff,ttl,window,top k,topk,quota,at least,at most,least,fewest,bound,tolerance,freshness",
);

/** Words that are of a bound only where a number of theirs changes. */
export const LOOSE_BOUNDS = lexicon(
  "size,age,days,hours,count,ratio,percentile,k,n,depth,rate,interval,number,num,lookback,horizon,length",
);

/** Who is eligible, safe, enforced against, or counted. */
export const DECIDES = lexicon(
  "eligible,eligibility,follower,followers,account age,tenure,safety,safe,spam,abuse,abusive,enforcement,enforce,moderation,nsfw,sensitive,toxicity,toxic,hate,violence,child,minor,suspend,ban,block,report,reports,reputation,trust,verified,visibility,bot,fraud,quality,opt out",
);

/** Calls whose number bounds what goes on. */
export const BOUNDING = lexicon(
  "take,limit,top,top k,topk,truncate,clamp,min,max,head,first,drop,skip,sample,cap,at least,at most,take right,n largest,nlargest",
);
