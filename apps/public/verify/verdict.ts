import type { BundleVerdict, CheckedBundle } from "@countersign/log-check";

/** The answer in one sentence. */
export function verdictSentence({ verdict, failure, kinds, ownRoot }: CheckedBundle): string {
  const words: Readonly<Record<BundleVerdict, string>> = {
    verified: `Verified: all ${kinds.length} leaves, every signature, and the policies from the root that you gave.`,
    undisclosed: `The log of ${kinds.length} leaves verifies, and nothing was taken out of it. What was decided is withheld from this bundle, so nothing is said about it.`,
    unpinned: `This bundle agrees with itself. Nobody said whose policy to believe: give root.json as well, or compare the digest of the first policy with what you were told: ${ownRoot?.policySha256 ?? "it is withheld"}.`,
    failed: `Not verified: ${failure?.name ?? "a check"} failed. ${failure?.sentence ?? ""} Keep the file, and tell whoever gave it to you.`,
  };
  return words[verdict];
}
