import { lexicon } from "../words.ts";

/** Words of what is trained or evaluated on. */
export const DATA = lexicon(
  "dataset,data set,training data,train,training,samples,sampling,sample rate,sample ratio,downsample,dedupe,dedup,deduplicate,join key,partition date,start date,end date,date range,lookback,window,days,snapshot,split,train ratio,test ratio,required columns,schema,columns,filter,where,version,source table,table,limit",
);

export const WINDOWS = lexicon(
  "date,start,end,range,lookback,window,day,days,from,until,since,snapshot,version,partition,ttl,hours",
);
export const COLUMNS = lexicon("column,columns,select,schema,fields,required,features,join,key");

/** People or places that may leave or enter the data. */
export const PEOPLE = lexicon(
  "country,countries,region,regions,language,languages,locale,market,group,groups,gender,age group,party,tier,segment,cohort,race,religion,geo",
);
