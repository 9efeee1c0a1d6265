import type { Call, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";

/** A file outside the repository from which a list is loaded, and what the list seems to be of. */
type Outside = { readonly from: string; readonly kind: string };

const OF_PEOPLE: ReadonlySet<string> = new Set(
  "author authors user users account accounts handle handles domain domains keyword keywords blocklist denylist allowlist whitelist blacklist vips country countries politicians candidates".split(
    " ",
  ),
);

/**
 * A path or remote string that names people, accounts, places or words and lies outside the repository: an absolute path, one in a
 * store, or a text that another system sets. Undefined for anything else.
 */
export function outsideList(fact: Setting | Call): Outside | undefined {
  const remote = remoteList(fact);
  if (remote !== undefined) return remote;
  const texts = fact.fact === "setting" ? [fact.value] : fact.args.map(({ value }) => value);
  for (const value of texts) {
    if (value.is !== "string" || !isOutside(value.text)) continue;
    const name = fact.fact === "setting" ? fact.name : fact.callee;
    const file = value.text.split("/").at(-1) ?? "";
    if (hasWord(file, OF_PEOPLE) || (hasWord(name, OF_PEOPLE) && /\.\w{2,5}$/u.test(file)))
      return { from: value.text.slice(0, 200), kind: "item" };
  }
  return undefined;
}

/** A text that lives in another system and names ids: `param!(TrackedIds, String, "tracked_ids", "")`. */
function remoteList(fact: Setting | Call): Outside | undefined {
  if (fact.fact !== "setting" || fact.remote === undefined || fact.value.is !== "string") return undefined;
  if (!hasWord(fact.name, OF_PEOPLE) && !/Ids$|_ids$|_IDS$/u.test(fact.name)) return undefined;
  return { from: `the remote setting ${fact.remote.slice(0, 200)}`, kind: "item" };
}

function isOutside(text: string): boolean {
  return text.length <= 500 && /^(?:\/[\w.-]+\/[\w./-]*|(?:s3|gs|hdfs|file|https?):\/\/\S+)$/u.test(text);
}
