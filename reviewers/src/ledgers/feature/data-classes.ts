import { wordIn } from "../../facts/words.ts";

/** What a feature says of a person, most telling first; whole words and phrases of names. */
const CLASSES: readonly (readonly [dataClass: string, words: string])[] = [
  ["biometric", "biometric,face embedding,face id,fingerprint,voiceprint,iris"],
  ["health", "health,medical,disease,disability,pregnant,pregnancy,mental health,diagnosis,medication"],
  ["religion", "religion,religious,faith,church,muslim,christian,jewish,hindu"],
  [
    "politics",
    "politics,political,party affiliation,party,democrat,democrats,republican,republicans,leaning,ideology,partisan,voter,election,trade union",
  ],
  ["sexuality", "sexuality,sexual orientation,orientation,lgbt,gay,lesbian"],
  ["child", "child,children,minor,minors,teen,under 13,under 18,age gate"],
  ["ip", "ip,ips,ip address,ip addr,client ip,ipv 4,ipv 6"],
  [
    "location",
    "location,geo,latitude,longitude,lat,lon,lng,gps,city,zip code,postal code,geohash,country,region,timezone",
  ],
  [
    "device",
    "device,device id,imei,idfa,gaid,advertising id,mac,mac address,mac hash,hardware address,user agent,fingerprint hash,installed apps,installed app,os version",
  ],
  ["contact", "contact,contacts,email,phone,phone number,address book"],
  [
    "demographic",
    "gender,sex,age,birthday,birth date,date of birth,race,ethnicity,nationality,income,education,marital status,occupation",
  ],
  ["inferred", "inferred,predicted interest,propensity,persona,interest"],
  [
    "identifier",
    "user id,account id,viewer id,screen name,handle,username,full name,ssn,passport,session id,cookie,guest id",
  ],
  ["social-graph", "follower,followers,following,followed,follows,mutual,friend,friends,blocked,muted,graph"],
  [
    "behaviour",
    "click,clicks,like,likes,fav,favs,favorite,favorites,engagement,engagements,dwell,impression,impressions,history,watch,retweet,reply,repost,view,views,search query,purchase",
  ],
  ["content", "text,language,topic,media,embedding,video,image,hashtag"],
];

const LEXICA = CLASSES.map(([dataClass, words]) => [dataClass, new Set(words.split(","))] as const);

/** Classes that are about a person in a way that asks for a second role. */
export const PERSONAL: ReadonlySet<string> = new Set([
  "biometric",
  "health",
  "religion",
  "politics",
  "sexuality",
  "child",
  "ip",
  "location",
  "device",
  "contact",
  "demographic",
  "inferred",
  "identifier",
]);

/** The data class that a name states, and the word that states it; `none` where no word does. */
export function dataClassOf(names: string): { readonly dataClass: string; readonly word: string } {
  const short = names.slice(0, 1_000);
  for (const [dataClass, lexicon] of LEXICA) {
    const word = wordIn(short, lexicon);
    if (word !== undefined) return { dataClass, word };
  }
  return { dataClass: "none", word: "" };
}
