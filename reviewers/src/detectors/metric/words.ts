import { lexicon } from "../words.ts";

/** Names of what counts. */
export const METERS = lexicon(
  "counter,counters,stat,stats,stats receiver,metric,metrics,gauge,histogram,meter,observe,incr,increment,inc,monitor,telemetry,predicate map,scribe,dashboard,track,measure",
);

/** Names of measures of what is recommended. */
export const MEASURES = lexicon(
  "ndcg,map at,mean average precision,mrr,recall,precision,auc,hit rate,hitrate,ctr,coverage,diversity,novelty,serendipity,gini,rmse,mae,rsquared,r 2,logloss,accuracy,f 1,exposure,impression,served,lift",
);

/** Groups of people by which a monitor watches whom a change harms. */
export const GROUPS = lexicon(
  "democrat,republican,party,politics,political,leaning,ideology,gender,race,ethnicity,religion,country,region,language,tier,verified,power user,vit,vits,vip,minority,group,groups,cohort,author group,segment,demographic,age group,elon,author country,creator tier,small account,new user",
);
