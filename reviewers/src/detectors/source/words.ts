import { lexicon } from "../words.ts";

/** What candidates come from. */
export const ORIGINS = lexicon(
  "index,corpus,topic,table,collection,dataset,file,path,source,sources,retriever,retrieval,cluster,endpoint,query,engine,similarity,window,windows,search space,feed,pool,embedding version,ann",
);

/** Names of types that give candidates. */
export const SOURCE_TYPES = lexicon(
  "candidate source,source,retriever,recommender,similarity engine,candidate generator,candidate pipeline",
);
