import type { WorldPolicy } from "./world.testing.ts";

/** Who somebody is to Git; anyone who is not of the cast is an outsider whom no policy resolves. */
export function gitIdentity(name: string): { readonly name: string; readonly email: string } {
  const person = PEOPLE.find(({ id }) => id === name);
  return { name, email: `${name}@${person === undefined ? "elsewhere" : person.organisation}.example` };
}

/** The operator and two reviewing organisations, two people each. */
const ORGANISATIONS: WorldPolicy["organisations"] = [
  { id: "acme", kind: "operator" },
  { id: "oracle", kind: "reviewer" },
  { id: "nordsec", kind: "reviewer" },
];

/** Dora's address is spelled otherwise than in her commits: addresses are compared without regard to case. */
export const PEOPLE: WorldPolicy["people"] = [
  { id: "olga", organisation: "acme", git: ["olga@acme.example"] },
  { id: "omar", organisation: "acme", git: ["omar@acme.example"] },
  { id: "dana", organisation: "oracle", git: ["dana@oracle.example"] },
  { id: "dora", organisation: "oracle", git: ["Dora@Oracle.Example"] },
  { id: "nils", organisation: "nordsec", git: ["nils@nordsec.example"] },
  { id: "nora", organisation: "nordsec", git: ["nora@nordsec.example"] },
];

export const ROLES: WorldPolicy["roles"] = [
  { id: "oracle", organisation: "oracle", people: ["dana", "dora"] },
  { id: "data-guard", organisation: "nordsec", people: ["nils", "nora"] },
];

export const MAIN = "refs/heads/main";
export const RELEASE = "refs/heads/release/1";
export const FEED = "github:123456";
export const FORK = "github:654321";
/** 2026-11-22T10:00:00Z. */
export const NOON = 1795341600;
export const DAY = 86_400;

/** The policy that most worlds vary: one requirement of the oracle, on everything but `docs/`. */
export const PLAIN_POLICY: WorldPolicy = {
  organisations: ORGANISATIONS,
  people: PEOPLE,
  roles: ROLES,
  repositories: [FEED, FORK],
  refs: [
    { ref: MAIN, accepts: [] },
    { ref: RELEASE, accepts: [] },
  ],
  scope: { include: ["**"], exclude: ["docs/**"] },
  submodules: [],
  requirements: [{ id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] }],
  environments: [
    { id: "production", requires: ["algorithm"] },
    { id: "staging", requires: ["algorithm"] },
    { id: "sandbox", requires: [] },
  ],
  freshness: DAY,
  breakGlass: {
    approvals: [
      { organisation: "acme", people: ["olga", "omar"] },
      { organisation: "oracle", people: ["dana", "dora"] },
    ],
    ttl: 4 * 3600,
  },
  retired: [],
  revokedKeys: [],
  void: [],
};
