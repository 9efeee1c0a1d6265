import { lexicon } from "../words.ts";

/** Words of a number by which something is multiplied, added or divided in a score. */
export const WEIGHTS = lexicon(
  "weight,wt,weighting,boost,deboost,multiplier,factor,coef,coeff,coefficient,alpha,beta,gamma,decay,penalty,bias,scale,temperature,slope,intercept,discount,bonus,handicap,exponent,half life,downrank,uprank,floor,uplift",
);

/** Words of these that mean a score wherever they stand. */
export const SURE_WEIGHTS = lexicon("weight,boost,deboost,multiplier,penalty,downrank,uprank,bonus,handicap");

/** Names that have such a word and mean something else, sure or not. */
export const NEVER_WEIGHTS = lexicon(
  "add weight,weight shape,font weight,weight decay,line weight,file weight,stroke weight",
);

/** Words by whose side the other ones score nothing: pictures, layout, back-off, machines. */
export const NO_WEIGHTS = lexicon(
  "font,image,icon,pixel,layout,ui,zoom,width,height,backoff,back off,retry,load factor,replication factor,fill factor,growth factor,loss scale,grad scale,init scale,autoscale,auto scale,two factor,color,css,hash,seed,prime,scale up,scale down,factory,shape,dtype,initializer,initialiser,regularizer,factors",
);
