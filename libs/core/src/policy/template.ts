import type { JsonObject, JsonValue } from "@countersign/attest";
import { formatPolicyYaml } from "./yaml-text.ts";

/** Somebody who signs for an organisation: a person's id, the line of the `.pub` file, addresses in Git, numbers of accounts on GitHub. */
export type Signatory = {
  readonly organisation: string;
  readonly person: string;
  readonly key: string;
  readonly git?: readonly string[];
  readonly github?: readonly number[];
};

/** What is known when a policy is begun. What is absent is filled with an example that `policy check` asks to replace. */
export type PolicyStart = {
  /** Made for a desk: no witnesses, no freshness, no emergency exit. */
  readonly trial?: boolean;
  readonly operator?: Signatory;
  readonly oracle?: Signatory;
  readonly dataGuard?: Signatory;
  readonly repository?: { readonly id: string; readonly uri: string; readonly ref: string };
  /** Verifier key of the log, whose name is the origin, as `countersign init` prints it. */
  readonly log?: { readonly origin: string; readonly key: string };
  /** `ed25519:<base64>`, as `countersign init` prints it. */
  readonly serviceKey?: string;
  readonly gateKey?: string;
  readonly witness?: { readonly name: string; readonly key: string; readonly url?: string };
  readonly detectors?: { readonly version: string; readonly sha256: string };
};

const TO_REPLACE = {
  key: "ssh-ed25519 REPLACE-WITH-THE-LINE-OF-THE-PUB-FILE",
  machine: "ed25519:REPLACE-WITH-WHAT-COUNTERSIGN-INIT-PRINTS",
  note: "REPLACE-WITH-THE-VERIFIER-KEY",
};

/** The document that a start makes: everything required of everybody, to be loosened with open eyes. */
export function startingPolicy(start: PolicyStart = {}): JsonObject {
  return Object.fromEntries(sections(start).map(({ name, value }) => [name, value]));
}

/** The same as YAML for people, a comment over each section: what `countersign policy new` prints. */
export function newPolicy(start: PolicyStart = {}): string {
  const parts = sections(start).map(({ name, value, comment }) => {
    const lines = comment.map((line) => `# ${line}\n`).join("");
    return lines + formatPolicyYaml({ [name]: value });
  });
  return `${HEADER}\n${parts.join("\n")}`;
}

const HEADER = `# Who must agree before a change goes where. This file becomes valid when all sides under "governance" have signed it:
# countersign policy check FILE · policy explain FILE · policy sign FILE --key KEY · policy publish FILE
`;

type Section = { readonly name: string; readonly value: JsonValue; readonly comment: readonly string[] };

function sections(start: PolicyStart): readonly Section[] {
  const { operator, oracle, dataGuard } = parties(start);
  return [
    {
      name: "version",
      value: 1,
      comment: ["Counts up by one; the rules of the version before decide who may sign the next."],
    },
    ...(start.trial === true ? [TRIAL] : []),
    ...peopleSections([operator, oracle, dataGuard]),
    machineSection(start),
    ...roleSections(operator, oracle, dataGuard),
    repositorySection(start),
    ...requirementSections(start),
    environmentSection(start, operator, oracle),
    logSection(start, oracle),
  ];
}

const TRIAL: Section = { name: "trial", value: true, comment: ["Throw-away keys: gates outside this home refuse it."] };

function parties({ operator, oracle, dataGuard }: PolicyStart): Record<"operator" | "oracle" | "dataGuard", Signatory> {
  return {
    operator: operator ?? { organisation: "acme", person: "olga", key: TO_REPLACE.key, git: ["olga@acme.example"] },
    oracle: oracle ?? { organisation: "oracle", person: "dana", key: TO_REPLACE.key, git: ["dana@oracle.example"] },
    dataGuard: dataGuard ?? {
      organisation: "nordsec",
      person: "nils",
      key: TO_REPLACE.key,
      git: ["nils@nordsec.example"],
    },
  };
}

function peopleSections(everybody: readonly Signatory[]): readonly Section[] {
  return [
    {
      name: "organisations",
      value: everybody.map(({ organisation, git = [] }, index) => ({
        id: organisation,
        kind: index === 0 ? "operator" : "reviewer",
        git: domainsOf(git),
      })),
      comment: [
        "The operator runs the platform; reviewers are independent of it. git: addresses of its people, * for any text.",
        "Passkeys need origins: [{origin: https://review.oracle.example, rpId: review.oracle.example}].",
      ],
    },
    {
      name: "people",
      value: everybody.map(({ organisation, person, key, git = [], github }) => ({
        id: person,
        organisation,
        keys: [key],
        git,
        ...(github === undefined ? {} : { github }),
      })),
      comment: [
        "Everybody who signs, once. git and github (account numbers) tell whose commits are whose: nobody reviews himself.",
        "Hardware keys are best: ssh-keygen -t ed25519-sk -O verify-required. Who leaves gets retired: true and stays listed.",
      ],
    },
    {
      name: "revokedKeys",
      value: [],
      comment: [
        "Stolen keys: {fingerprint: SHA256:…, fromLeaf: 1234}. What they signed from that leaf on never counted.",
      ],
    },
    {
      name: "void",
      value: [],
      comment: ["Records that never counted: {leaf, record, reason}. For a broken leaf that would block for ever."],
    },
  ];
}

/** `*@acme.example` for `olga@acme.example`. */
function domainsOf(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.map((address) => `*${address.slice(address.lastIndexOf("@"))}`))];
}

function machineSection({ serviceKey, gateKey }: PolicyStart): Section {
  return {
    name: "machines",
    value: [
      { id: "service-1", kind: "service", key: serviceKey ?? TO_REPLACE.machine },
      ...(gateKey === undefined ? [] : [{ id: "gate-1", kind: "gate", environments: ["production"], key: gateKey }]),
    ],
    comment: [
      "A service logs what changed, a gate what was deployed; neither can approve anything.",
      "A gate beside production: {id: gate-1, kind: gate, environments: [production], key: ed25519:…}.",
    ],
  };
}

function roleSections(operator: Signatory, oracle: Signatory, dataGuard: Signatory): readonly Section[] {
  const one = ({ organisation, person }: Signatory) => ({ organisation, people: [person], count: 1 });
  return [
    {
      name: "roles",
      value: {
        oracle: { organisation: oracle.organisation, people: [oracle.person] },
        "data-guard": { organisation: dataGuard.organisation, people: [dataGuard.person] },
      },
      comment: ["Who decides in which capacity. Add a deputy to each: one person on holiday stops every deployment."],
    },
    {
      name: "governance",
      value: [operator, oracle, dataGuard].map(one),
      comment: [
        "Who must sign the next version of this policy. Every organisation that reviews is here, and the operator.",
      ],
    },
  ];
}

function repositorySection({ repository, trial }: PolicyStart): Section {
  const { id, uri, ref } = repository ?? {
    id: "github:123456",
    uri: "git+https://github.com/acme/feed",
    ref: "refs/heads/main",
  };
  return {
    name: "repositories",
    value: [
      {
        id,
        uri,
        refs: [{ ref }],
        scope: { include: ["**"], exclude: [] },
        contributors: { unresolved: trial === true ? "allow" : "deny", ignore: ["noreply@github.com"] },
        submodules: [],
        oldHeaderDefects: [],
      },
    ],
    comment: [
      "What is protected. Everything is in scope unless it is excluded by name, such as 'docs/**/*.md'.",
      "Who is behind a commit must be known (unresolved: deny). submodules: [{path: lib/x, repository: github:654321}].",
    ],
  };
}

/** By class where detectors are pinned, and always by path for the places where data flows are written down. */
const DATA_CLASSES = [
  "egress",
  "feature.personal",
  "training-data",
  "remote-code",
  "obfuscation",
  "redaction",
  "opaque",
];
const DATA_PATHS = ["**/*.sql", "**/*.proto", "**/*.thrift", "**/*schema*", "**/*egress*/**", "**/.env*", "**/*.tf"];

function requirementSections({ detectors }: PolicyStart): readonly Section[] {
  const guard = { role: "data-guard", count: 1, coverage: ["same-change"] };
  const requirements = [
    { id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] },
    ...(detectors === undefined
      ? [{ id: "data-flow", paths: ["**"], ...guard }]
      : [
          { id: "data-flow", paths: ["**"], classes: DATA_CLASSES, ...guard },
          { id: "data-places", paths: DATA_PATHS, ...guard },
        ]),
  ];
  const pinned: Section = {
    name: "detectors",
    value: { ...detectors },
    comment: ["The detectors that the classes below mean; a gate with others refuses to answer."],
  };
  return [
    ...(detectors === undefined ? [] : [pinned]),
    {
      name: "requirements",
      value: requirements,
      comment: [
        "Every requirement that claims a changed file must be met; a file that none claims cannot be deployed.",
        "coverage says how content may reach the ref: same-change survives squash, rebase and merge of other files,",
        "clean-merge allows several approved changes in one file, exact-tree is stricter: it wants the base that was",
        "reviewed, so that whatever lands first has the change captured and approved anew.",
      ],
    },
  ];
}

function environmentSection(start: PolicyStart, operator: Signatory, oracle: Signatory): Section {
  const requires = ["algorithm", "data-flow", ...(start.detectors === undefined ? [] : ["data-places"])];
  const one = ({ organisation, person }: Signatory) => ({ organisation, people: [person], count: 1 });
  const watched = {
    freshness: "PT24H",
    verdictTtl: "PT1H",
    rollback: { within: "P30D", depth: 10, staleness: "PT72H" },
    breakGlass: { approvals: [one(operator), one(oracle)], ttl: "PT4H", reviewWithin: "PT72H" },
  };
  return {
    name: "environments",
    value: [{ id: "production", requires, ...(start.trial === true ? {} : watched) }],
    comment: [
      "Where things are deployed. freshness: how old the newest word of the witnesses may be. rollback: how far back one may",
      "go offline. breakGlass: who opens the emergency exit together, for how long, and when it must have been reviewed.",
    ],
  };
}

function logSection({ trial, log, witness }: PolicyStart, oracle: Signatory): Section {
  const { origin, key } = log ?? { origin: "log.acme.example/feed", key: TO_REPLACE.note };
  const comment = [
    "The public log and who watches it. No quorum may be met without the witness of a reviewer that runs one:",
    "a decision that is held back then stops deployments after inclusionWithin.",
    "A witness elsewhere has an address at which the log server asks it: {…, url: https://witness.oracle.example}. name is",
    "what this policy calls it, and quorum; its key, as countersign-witness init prints it, begins with the witness's own name.",
  ];
  if (trial === true) return { name: "log", value: { origin, key, witnesses: [], quorum: "none" }, comment };
  const { name, ...rest } = witness ?? { name: `${oracle.organisation}-w`, key: TO_REPLACE.note };
  const witnesses = [{ name, organisation: oracle.organisation, ...rest }];
  return { name: "log", value: { origin, key, inclusionWithin: "PT15M", witnesses, quorum: { all: [name] } }, comment };
}
