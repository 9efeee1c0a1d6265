import { lexicon } from "../words.ts";

/** Words of a check that protects people or the platform. */
export const CHECKS = lexicon(
  "safety,safe,unsafe,nsfw,sensitive,eligible,eligibility,allowed,permitted,invalid,validate,validation,verified,authorized,consent,consented,account age,tenure,minor,child,age gate,abuse,spam,toxicity,blocklist,denylist,suspended,protected,deleted,withheld,rate limit,circuit breaker,circuit,fallback,holdout,hold out,control group,quota,cap,max per author,moderation,policy,trusted,integrity",
);

/** Words of what a person decided, and of what the platform can pull in an emergency. */
export const CONTROLS = lexicon(
  "mute,muted,mutes,muted keyword,blocked,blocking,has blocked,block list,opt out,opted out,opt in,not interested,dismissed,dont recommend,see fewer,show less,kill switch,killswitch,emergency,non profiling,profiling disabled,personalization,personalisation,personalized,unsubscribe,user setting,privacy,parental",
);

/** What keeps something out. */
export const CLOSED = lexicon(
  "drop,reject,deny,block,remove,exclude,hide,err,error,raise,throw,fail,abort,closed,false,forbid,skip,suppress,panic,filtered,refuse",
);

/** What lets something through. */
export const OPEN = lexicon("keep,allow,pass,continue,accept,open,ok,true,allowed,kept,include,warn,ignore,log");
