const set = (words: string): ReadonlySet<string> => new Set(words.split(","));

/** How long what left is kept. */
export const RETENTION = set("retention,retain,keep days,ttl,expire after");
export const CREDENTIAL = set(
  "secret,password,passwd,api key,access key,secret key,token,credential,credentials,dsn,private key",
);
/** Tokens of texts, which open nothing. */
export const SPECIAL = set(
  "pad,mask,bos,eos,unk,sep,cls,special,start,stop,end,tokenizer,max,separator,delimiter,prefix,suffix,type,count,name,header",
);
export const SHARE = set("share,percent,rate,fraction,sample,ratio");
/** What a mirror sends to. */
export const TARGETS = set(
  "workload,service,target,destination,dest,cluster,host,peer,sink,endpoint,backend,topic,upstream,app,deployment",
);
/** Things that copy traffic. */
export const MIRRORING = set(
  "dark traffic,shadow traffic,mirror traffic,traffic mirror,traffic shadow,request mirror,mirror request,shadow request,mirror layer,shadow layer",
);
/** What reports to somebody by itself. */
export const REPORTS = set(
  "telemetry,analytics,usage reporting,usage stats,crash reporting,error reporting,error reports,phone home,beacon,tracking,sentry",
);
/** Records that leave. */
export const OUTGOING = set(
  "payload,telemetry,beacon,analytics,tracking event,client event,log event,usage report,impression event,impression record,impression log,outgoing record",
);
/** Addresses that are shown to people, or that only name something. */
export const LINKS = set(
  "link,links,href,homepage,help url,docs url,documentation url,terms url,privacy url,support url,avatar url,logo url,image url,icon url,xmlns,schema location,namespace,schema,license,licence,repository,registry,issue tracker,package,import path,module path",
);
