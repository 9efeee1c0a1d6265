/** What a caller's process ends with; see the table of exit codes in the README. */
export type Exit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Codes whose exit is not that of their area. */
const EXIT_OF_CODE: Readonly<Record<string, Exit>> = {
  "gate.allowed": 0,
  "gate.rollback": 0,
  "gate.break-glass": 0,
  "decision.missing": 3,
  "decision.held": 3,
  "decision.expired": 7,
  "decision.revoked": 7,
  "log.stale": 7,
  "files.digest": 6,
};

/** Exit codes by area: the part of a code before its dot. */
const EXIT_OF_AREA: Readonly<Record<string, Exit>> = {
  internal: 1,
  usage: 2,
  keys: 2,
  gate: 4,
  decision: 4,
  rollback: 4,
  breakglass: 4,
  artifact: 4,
  files: 5,
  git: 6,
  change: 6,
  packet: 6,
  statement: 6,
  attest: 6,
  policy: 6,
  log: 6,
  bundle: 6,
  state: 6,
  limit: 6,
  time: 6,
  audit: 6,
};

/** The exit code that a code stands for. What nobody knows is a bug, and never zero. */
export function exitFor(code: string): Exit {
  const [area = ""] = code.split(".");
  if (code.endsWith(".unreachable")) return 5;
  return EXIT_OF_CODE[code] ?? EXIT_OF_AREA[area] ?? 1;
}

/** What to do about a code: its own remedy, or that of its area. */
export function remedyFor(code: string): string {
  const [area = ""] = code.split(".");
  return (
    REMEDY_OF_CODE[code] ??
    REMEDY_OF_AREA[area] ??
    "This is a fault of the program. Please report it with the command that shows it."
  );
}

const REMEDY_OF_AREA: Readonly<Record<string, string>> = {
  usage: "See the command's --help.",
  keys: "Name a private key file with --key, or load the key into ssh-agent and use --agent.",
  files: "Check that the folder exists, is readable and writable for you, and has room.",
  git: "Nothing was decided. Run the command again on a complete clone that you own; `git fsck` in it tells more.",
  change: "Mend the proposal and capture it again.",
  packet: "Fetch the packet again: what was shown must be what the change record names.",
  statement: "The record does not say what its signer may say. Have it made again from the captured change.",
  attest: "Nothing this signature covers can be trusted. Get the file from its source again, or have it signed again.",
  policy: "Mend the policy document; `countersign policy check FILE` lists everything that is wrong with it.",
  log: "The log does not prove what it claims. Get it from another source, and keep both copies: together they are evidence.",
  bundle: "Make the bundle again: countersign bundle -o FILE",
  state: "Keep the state folder as it is for inspection, and begin with a fresh one.",
  limit: "The input is larger than this program is willing to read. If it is honest, split it.",
  time: "Check this machine's clock.",
  decision: "See which decision is missing: countersign queue",
  gate: "See what is missing: countersign why COMMIT",
  audit: "Ask the operator to explain each finding.",
};

const REMEDY_OF_CODE: Readonly<Record<string, string>> = {
  "git.shallow": "Fetch the whole history: git fetch --unshallow; in CI, set the checkout's depth to 0.",
  "git.missing-object":
    "Fetch the commit into the repository first: git fetch origin COMMIT. A partial clone lacks objects; use a full one.",
  "git.not-a-repository": "Give the path of a clone with --repo.",
  "git.ownership": "Run as the owner of the repository, or clone it and use the clone.",
  "git.fsck":
    "An object is malformed. If it is a commit of old history, list its id under `oldHeaderDefects` of the repository in the policy.",
  "git.unreadable": "Check the permissions of the repository's folder.",
  "change.conflict": "Merge or rebase the proposal onto the ref first, then capture it again.",
  "change.contributor-unresolved":
    "Add the person to the policy, or the address to `contributors.ignore`, or set `contributors.unresolved: allow`.",
  "policy.missing": "Publish a policy first: countersign policy new, then policy sign, then policy publish.",
  "policy.root": "Use the root.json that was made with version 1 of this log's policy.",
  "policy.trial": "A trial is for trying. For production begin with: countersign init --origin NAME",
  "policy.threshold": "Have the named organisations sign: countersign policy sign FILE --key KEY",
  "policy.repository": "Name a repository of the policy with --repository.",
  "policy.ref": "Name a protected ref of the policy with --ref, in full: refs/heads/main",
  "policy.detectors":
    "Use the version of countersign that the policy pins, or pin this one in the next policy version.",
  "log.quorum": "Have the witnesses cosign the checkpoint, then publish it: countersign cosign --key FILE",
  "log.empty": "Publish a policy first: countersign policy publish FILE",
  "bundle.truncated": "The file is not whole. Copy it again, or make it again: countersign bundle -o FILE",
  "bundle.evidence-missing":
    "Get a bundle with all evidence; a decision whose evidence is withheld may be a rejection.",
  "attest.key-unknown":
    "Sign with a key that the policy lists for a person, or add the key in the next policy version.",
  "decision.superseded": "Look at the newest revision of the proposal and decide about that one: countersign queue",
  "usage.change": "See the ids: countersign queue",
  "usage.root-in-repository":
    "Keep root.json and the state folder outside the candidate's work tree: who writes the tree must not choose the root.",
  "state.locked": "Wait for the other process, or stop it by its process id.",
  "keys.missing": "Check the path; make a key with: ssh-keygen -t ed25519 -f FILE",
  "usage.home":
    "Begin with countersign init --origin NAME; a home belongs to one log for ever. Name another with --home DIR.",
  "usage.home-in-repository":
    "Keep the home outside every repository, so that no private key is ever committed: --home DIR",
  "usage.origin": "Choose a name under a domain of yours, such as log.acme.example/feed; it can never change.",
  "usage.witness":
    "Use the key of a witness that the policy lists, and a name of small letters, digits, dots and dashes.",
  "usage.signatory":
    "Write ORGANISATION:PERSON:PUBFILE, with the person's address in Git before the file if it is known.",
  "usage.exists": "Choose another file name, or remove the file first.",
  "usage.previous": "Name the digest of the version before: countersign policy digest FILE",
  "usage.requirement": "Name requirements as the policy in force does: countersign policy explain FILE",
  "policy.foreign-log":
    "Put what countersign init prints under log: in the policy, have it signed, and publish it from this home.",
  "policy.signatures-outdated": "Have the document signed as it is now: countersign policy sign FILE --key KEY",
  "statement.policy-outdated": "Propose or capture it again under the policy in force, and sign that.",
  "statement.role": "Let somebody sign whom the policy names for it: countersign policy explain FILE",
  "attest.key-revoked": "Sign with another key of yours that the policy lists.",
  "log.checkpoint": "Run the command again; the home makes the checkpoint that it awaits when it is opened.",
  "log.rewound":
    "Stop, and keep a copy of the home and of the witness's state: the log has fewer leaves than the witness has seen.",
  "state.proposal": "Remove the file and propose the baseline again; it must be signed anew.",
  "usage.index": "The log's size is in: countersign queue --json",
  "usage.confirm": "Look at what would be signed: countersign show CHANGE. Then run the command at a terminal, or with --yes.",
  "usage.declined": "Nothing happened. Run the command again when you have made up your mind.",
  "usage.duration": "Write a duration like P30D, PT12H or PT15M.",
  "usage.kind": "Only records of the log can be submitted; a verdict stays with who asked for it.",
  "usage.role": "Name one of your roles with --role; `countersign policy explain FILE` lists them.",
  "packet.missing": "Capture the change again: the same commits give the same packet. countersign capture --repo PATH --base REV --head REV",
};
