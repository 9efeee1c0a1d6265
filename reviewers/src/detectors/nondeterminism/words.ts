import { lexicon } from "../words.ts";

/** Last names of calls that draw at random. */
export const RANDOM: ReadonlySet<string> = new Set(
  "random,rand,randint,randrange,randn,rand_range,gen_range,gen_bool,random_range,random_bool,thread_rng,rng,from_entropy,from_os_rng,shuffle,sample,choice,choices,nextInt,nextDouble,nextFloat,nextGaussian,nextBoolean,uniform,gauss,normalvariate,betavariate,beta,dirichlet,multinomial,Intn,Int63,Float64,Perm,Shuffle,default_rng".split(
    ",",
  ),
);

/** What such a name stands under when it draws and does not mean something else. */
export const SOURCES = lexicon(
  "random,rand,rng,math random,np random,numpy,thread local random,secure random,thread rng,entropy,beta distribution,distribution",
);

/** Draws that nobody sees: jitter, back-off, identifiers, initial weights. */
export const UNSEEN = lexicon(
  "jitter,backoff,back off,retry,uuid,id,nonce,token,salt,trace,request id,session,init,initial,initializer,dropout,weights,noise seed,backend,shard,port",
);

/** Where a draw or a date decides about people. */
export const DECIDING = lexicon(
  "moderation,enforcement,enforce,safety,abuse,spam,suspend,ban,csam,child safety,policy,violation,judge,visibility,toxicity",
);

export const CLOCKS = lexicon("now,today,clock,current time,current date,utcnow,time,timestamp,date,datetime,instant");
export const DATES = lexicon(
  "start,end,until,after,before,from,election,deadline,date,expires,effective,launch,cutoff,day,on",
);
