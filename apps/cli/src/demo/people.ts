/** Who signs in the demos: for the company, as oracle, as data guard. */
export const PEOPLE = ["mira", "dana", "nils"] as const;

/** By which Mira commits. */
export const MIRA = "mira@lumen.example";

/** The log that they keep, with a witness in the home. */
export const INIT = ["init", "--origin", "log.lumen.example/feed", "--witness", "oracle-w"] as const;

/** Makes their policy for a repository's `main`; `keyOf` is where each private key lies. */
export function policyOf(repo: string, policy: string, keyOf: (person: string) => string): readonly string[] {
  const who = [
    ["--operator", `lumen:mira:${MIRA}:${keyOf("mira")}.pub`],
    ["--oracle", `oracle:dana:${keyOf("dana")}.pub`],
    ["--data-guard", `nordsec:nils:${keyOf("nils")}.pub`],
  ].flat();
  return ["policy", "new", "--repo", repo, "--ref", "refs/heads/main", ...who, "-o", policy];
}
