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
  "log.pending": 3,
  "limit.busy": 5,
  "limit.idle": 5,
  "limit.query": 5,
  "limit.difference": 5,
  "limit.rate": 5,
  "limit.streams": 5,
  "database.redis-url": 2,
  "database.unnamed": 2,
  "database.url": 2,
  "deployment.recalled": 7,
  "files.digest": 6,
  "policy.cases": 4,
  "policy.verdicts": 4,
  "state.locked": 5,
  "witness.busy": 5,
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
  deployment: 4,
  files: 5,
  capture: 2,
  database: 5,
  settings: 2,
  work: 5,
  queue: 4,
  notify: 5,
  git: 6,
  change: 6,
  packet: 6,
  statement: 6,
  attest: 6,
  policy: 6,
  log: 6,
  bundle: 6,
  evidence: 6,
  inventory: 6,
  seen: 6,
  state: 6,
  limit: 6,
  time: 6,
  audit: 6,
  witness: 6,
  monitor: 6,
  auth: 4,
  web: 2,
  webhook: 4,
  github: 5,
};

/** The exit code that a code stands for. What nobody knows is a bug, and never zero. */
export function exitFor(code: string): Exit {
  const [area = ""] = code.split(".");
  if (code.endsWith(".unreachable")) return 5;
  return own(EXIT_OF_CODE, code) ?? own(EXIT_OF_AREA, area) ?? 1;
}

/** What to do about a code: its own remedy, or that of its area. */
export function remedyFor(code: string): string {
  const [area = ""] = code.split(".");
  return (
    own(REMEDY_OF_CODE, code) ??
    own(REMEDY_OF_AREA, area) ??
    "This is a fault of the program. Please report it with the command that shows it."
  );
}

/** A code may come from another process: `constructor` is no row of a table. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const REMEDY_OF_AREA: Readonly<Record<string, string>> = {
  usage: "See the command's --help.",
  keys: "Name a private key file with --key, or load the key into ssh-agent and use --agent.",
  files: "Check that the folder exists, is readable and writable for you, and has room.",
  capture: "Nothing was changed. Hand it in again as apps/service/README.md says.",
  database:
    "See postgres.log in the folder `postgres` of the home, or the log of the database that DATABASE_URL names.",
  settings: "Mend service.yaml in the home; apps/service/README.md has every setting.",
  queue: "Look at the queue again: what was asked for does not go with how it stands now.",
  notify:
    "Nothing was lost: see that the sink in the settings takes messages; what is parked is sent again on request.",
  work: "Nothing was lost: what was asked for is done by whoever has it now.",
  git: "Nothing was decided. Run the command again on a complete clone that you own; `git fsck` in it tells more.",
  change: "Mend the proposal and capture it again.",
  packet: "Fetch the packet again: what was shown must be what the change record names.",
  statement: "The record does not say what its signer may say. Have it made again from the captured change.",
  attest: "Nothing this signature covers can be trusted. Get the file from its source again, or have it signed again.",
  policy: "Mend the policy document; `countersign policy check FILE` lists everything that is wrong with it.",
  log: "The log does not prove what it claims. Get it from another source, and keep both copies: together they are evidence.",
  bundle: "Make the bundle again: countersign bundle -o FILE",
  evidence:
    "This is no evidence of a check, or not a whole one. Take the file as the page that made the check wrote it.",
  inventory: "Write the inventory as `countersign audit --help` shows it.",
  seen: "What this browser remembers of the log cannot be read. Keep it for inspection; it is begun anew where it is taken away.",
  state: "Keep the state folder as it is for inspection, and begin with a fresh one.",
  limit: "The input is larger than this program is willing to read. If it is honest, split it.",
  time: "Check this machine's clock.",
  decision: "See which decision is missing: countersign queue",
  gate: "See what is missing: countersign why COMMIT",
  rollback: "Deploy a commit that passes the gate; only what this gate allowed before may come back.",
  breakglass: "Have the people whom the environment names sign for this commit: countersign policy explain FILE",
  artifact: "Build the artifact from the commit that was judged, and name it by its digest.",
  deployment: "Take it back, then tell the organisations that are named.",
  audit: "Ask the operator to explain each finding.",
  auth: "Sign the request with a key that the policy in force lists for a person, a machine or a witness.",
  web: "See what the service takes: GET /v1/openapi.json",
  webhook: "See the App's page on GitHub, Advanced, for what was delivered and how it was answered.",
  github: "See the App's installation on GitHub: its permissions, its repositories, and whether it is suspended.",
  witness:
    "Keep the folder of the witness as it is for inspection; begin a new one only with a new key, since what the old one saw is lost with it.",
  monitor: "Find out what happened, and who did it; acknowledge the alarm when it is dealt with.",
};

/** In the order of the areas above; the code of a check that people meet says what to do about that very check. */
const REMEDY_OF_CODE: Readonly<Record<string, string>> = {
  "usage.about": "Say leaf:N, change:ID or commit:OID.",
  "usage.alarm": "See the ids of the alarms that stand: countersign audit --follow --once --state DIR …",
  "usage.break-glass":
    "Name one by the id that its first signer was shown, or as the FILE that was made with --out; or propose one with --repo, --commit, --env and --reason.",
  "usage.callers": "Write a line for each pipeline: NAME, a blank, and what `printf %s TOKEN | sha256sum` prints.",
  "usage.case": "Mend the case; `countersign policy test --help` shows the form.",
  "usage.change": "See the ids: countersign queue",
  "usage.code": "Write a code such as deployment.recalled: small letters, digits and dashes around a dot.",
  "usage.command": "See all commands: countersign --help",
  "usage.commit": "Give a full commit id: git rev-parse REV",
  "usage.confirm":
    "Look at what would be signed: countersign show CHANGE. Then run the command at a terminal, or with --yes.",
  "usage.declined": "Nothing happened. Run the command again when you have made up your mind.",
  "usage.duration": "Write a duration like P30D, PT12H or PT15M.",
  "usage.environment": "Name an environment as the policy does: countersign policy explain FILE",
  "usage.exists": "Choose another file name, or remove the file first.",
  "usage.follow": "Say --follow too, or leave the option out.",
  "usage.followed":
    "Write the policy's id of the repository and where it is: --repo github:123456=https://github.com/acme/feed",
  "usage.gate-key": "Write what countersign gate-key prints: ed25519:<base64>.",
  "usage.history": "Commit a change first: a trial needs two commits.",
  "usage.home":
    "Begin with countersign init --origin NAME; a home belongs to one log for ever. Name another with --home DIR.",
  "usage.home-in-repository":
    "Keep the home outside every repository, so that no private key is ever committed: --home DIR",
  "usage.incident": "See the ids: countersign incident list",
  "usage.index": "The log's size is in: countersign queue --json",
  "usage.kind": "Only records of the log can be submitted; a verdict stays with who asked for it.",
  "usage.listen": "Name an address of this machine and a port that nobody has, such as --listen 127.0.0.1:8080",
  "usage.link-loop": "Name the file itself, not the links.",
  "usage.log-key": "Copy the line that countersign init or countersign-witness init printed: NAME+ID+KEY.",
  "usage.not-a-file": "Give the path of a regular file; write what comes out of a pipe or device to a file first.",
  "usage.mail": "Write one address, such as ops@oracle.example, and name the mail server with --smtp.",
  "usage.node": "Run `npm ci` in the checkout: it brings its own Node.",
  "usage.manifest-file": "Leave links and devices out: a manifest has files and folders.",
  "usage.number": "Write a whole number without sign or leading zero.",
  "usage.authorization": "Give a secret of one line: what the host's documents call the Authorization header.",
  "usage.origin": "Choose a name under a domain of yours, such as log.acme.example/feed; it can never change.",
  "usage.output": "Make the folder first (mkdir -p), or name another file.",
  "usage.previous": "Name the digest of the version before: countersign policy digest FILE",
  "usage.pushed-by":
    "Write github: and the account's number, such as github:1001: numbers never change hands, names do.",
  "usage.reason": "Say one of: expired-review, harmful, mistake.",
  "usage.ref": "Name a protected ref of the policy with --ref, in full: refs/heads/main",
  "usage.repository":
    "Name a folder on this machine with --repo, and the policy's id of the repository with --repository.",
  "usage.request": "Mend what it names; the id of a request is printable ASCII without blanks, such as build-42.",
  "usage.request-reused": "Take a fresh request id for each question; the same one repeats the same question.",
  "usage.request-unknown": "Ask first: POST /v1/gate/evaluate",
  "usage.requirement": "Name requirements as the policy in force does: countersign policy explain FILE",
  "usage.role": "Name one of your roles with --role; `countersign policy explain FILE` lists them.",
  "usage.root-in-repository":
    "Keep root.json and the state folder outside the candidate's work tree: who writes the tree must not choose the root.",
  "usage.id-token": "Give the job `permissions: {id-token: write}`; jobs of pull requests from forks never have it.",
  "usage.route":
    "Look at the address: GET /v1/openapi.json describes the API of a service; a log is at /log/checkpoint.",
  "usage.serving":
    "End the other `countersign serve` of this home first. More workers on it: countersign serve --only worker",
  "usage.service": "Mend what it said above; then start the service again.",
  "usage.signatory":
    "Write ORGANISATION:PERSON:PUBFILE, with the person's address in Git before the file if it is known.",
  "usage.smtp": "Write smtp://host:port or smtps://user:password@host.",
  "usage.state": "Say one of: started, succeeded, failed, rolled-back.",
  "usage.token": "Put the token alone into the file, as it was told when it was made.",
  "usage.url": "Write an address such as https://log.acme.example",
  "usage.inventory":
    'Write {"running": [{"target": "eu/ranker", "repository": "local:feed", "environment": "production", "commit": "…"}]}, ids as in the policy.',
  "usage.verdicts": "Name a folder that holds signed verdicts as files.",
  "usage.verifier":
    "Install jq, openssl 3 and GNU coreutils, where PATH finds them, before you verify a decision by the script.",
  "usage.webhook": "Write an address such as https://hooks.oracle.example/countersign.",
  "usage.witness":
    "Use the key of a witness that the policy lists, and a name of small letters, digits, dots and dashes.",
  "auth.challenge":
    "Nothing was signed. Check the address and the clock of this machine; if the service asks for something else than a sign-in, keep its answer: it may be after your approval.",
  "auth.csrf": "Send the session's token in X-Countersign-Csrf, from a page of the service itself.",
  "auth.form":
    "Send `Authorization: Bearer SECRET` with a session of countersign login or a token, as it was told; a log server takes a signed request instead.",
  "auth.issuer-unreachable": "Ask again later; the address of the issuer of the job's tokens is in the settings.",
  "auth.job-token":
    "Have the job ask for a token with the audience that the gate takes, and use it within its few minutes.",
  "auth.no-login": "Sign in first: countersign login --url URL --key FILE",
  "auth.not-in-policy":
    "Only people whom the policy in force lists get in, by keys that it lists: countersign policy explain FILE",
  "auth.not-entitled": "Sign with another key of yours, or have the next policy version give you one.",
  "auth.scope":
    "Have somebody of the operator make a token with the scope that is named; a job's own token asks for its own repository, environment and commit.",
  "auth.session": "Sign in again: countersign login --url URL --key FILE",
  "auth.target": "Sign the request as it is sent: its method, its path with the query, and the origin of this log.",
  "auth.token":
    "Send a token that is listed, has not ended and is not revoked, as Authorization: Bearer TOKEN. The operator makes new ones.",
  "auth.time": "Check the clock of this machine, and sign the request anew; a signature is good for five minutes.",
  "github.archived":
    "Unarchive the repository on GitHub if it is still to be deployed from; until then nothing can be said there.",
  "github.callback-url":
    "Nothing was answered: the event names another place than the API in service.yaml. See that github.api is the one that sent it.",
  "github.deployment-expired":
    "Have whoever is asked decide, and run the job again: GitHub waits for thirty days at most.",
  "github.elsewhere": "See who answers for the API: it leads to another place, and nobody followed.",
  "github.foreign-check":
    "Have the ruleset require the check of this App alone (integration_id), and find out who made the other.",
  "github.limited": "Nothing has to be done: GitHub is asked again when it allows it.",
  "github.log-behind.unreachable": "Nothing has to be done: it is looked at again.",
  "github.not-found": "See that the App is installed on the repository and has the permissions that it needs.",
  "github.not-installed": "Install the App on the repository, or take it out of service.yaml.",
  "github.payload": "Nothing follows from such a delivery. If GitHub sent it, report it with its event's name.",
  "github.permission": "Accept the permissions that the App asks for, on the page of its installation.",
  "github.refused": "Report it with what GitHub said: the program asked for something that cannot be.",
  "github.suspended":
    "Have an owner of the organisation lift the suspension of the App; until then the gate goes on without it.",
  "github.unauthorized":
    "See that app and privateKey in service.yaml belong together, and that the key was not removed.",
  "github.unreachable": "Check the network and https://www.githubstatus.com; it is tried again by itself.",
  "webhook.duplicate-id": "Keep both: GitHub gives each delivery an id of its own, so one of them is not GitHub's.",
  "webhook.encoding": "Send deliveries as they are, without a proxy that compresses them.",
  "webhook.headers": "Have GitHub send it; a proxy must let the headers X-GitHub-… through.",
  "webhook.not-kept":
    "Nothing was lost: GitHub has it as failed, and it is asked for again. See that the database is there.",
  "webhook.signature":
    "Give the App on GitHub a secret that webhookSecrets of service.yaml names; name the old one second while you exchange it.",
  "webhook.slow": "See what is between GitHub and the service: GitHub itself sends at once.",
  "webhook.target": "Let each App deliver to a service of its own: app in service.yaml is the App's number.",
  "webhook.too-large": "GitHub sends no delivery above 25 MB; see who does.",
  "web.cursor": "Begin at the first page again: a cursor goes with the query that gave it.",
  "web.idempotency": "Use another Idempotency-Key for another request.",
  "web.in-progress": "Send the request again in a while: the first one of this key is still at work.",
  "web.precondition": "Read it again: it is another one meanwhile.",
  "web.unreachable": "Check the address and the network, and run the command again.",
  "keys.agent": "Start ssh-agent and load your key with ssh-add, or name the key file with --key.",
  "keys.exists": "Choose another file name: a key is never replaced.",
  "keys.log": "Put the log's newest key back beside keys/log.key of the home: only it can sign what comes now.",
  "keys.missing": "Check the path; make a key with: ssh-keygen -t ed25519 -f FILE",
  "keys.permissions": "Let nobody else read the key: chmod 600 FILE",
  "keys.refused":
    "Run the command again and touch or unlock the key; load an encrypted key into the agent with ssh-add and use --agent.",
  "keys.ssh-keygen": "Install OpenSSH 8.2 or newer.",
  "queue.batch-blocked": "Wait for the answer, or resolve the question, and decide about this change by itself.",
  "queue.batch-risk": "Decide about each change of risk R3 or R4 by itself: countersign approve CHANGE",
  "queue.batch-role": "Choose changes that wait for one role of yours, and decide for each role apart.",
  "queue.claimed": "Leave it to whoever is at it, or say why you take it over.",
  "queue.not-author": "Let somebody answer who has a part in the change, or is of the operator.",
  "queue.not-claimed": "Claim it first.",
  "queue.not-opener": "Let whoever asked it go on.",
  "queue.query": "Mend the query where the position says; `risk:>=R3 needs:me sort:due` is one.",
  "queue.reason": "Say why: everybody who sees the task reads it.",
  "queue.role": "Act in a role that the policy in force gives you.",
  "queue.snooze": "Choose a time that is ahead.",
  "queue.successor": "Name another person to whom the policy in force gives the role.",
  "queue.text": "Write something, and not more than a few pages.",
  "database.host": "See that DATABASE_URL names a host that this machine knows: getent hosts HOST",
  "database.missing": "Make the database that DATABASE_URL names, or name one that is there: createdb NAME",
  "database.newer":
    "Run the newer program; tables are never taken back. To go back, restore the backup that was made before it.",
  "database.platform": "Name a PostgreSQL that is there already: DATABASE_URL=postgresql://…",
  "database.redis-url":
    "Write the address as redis://:PASSWORD@HOST:PORT, or with rediss:// for TLS; or leave REDIS_URL out.",
  "database.role":
    "Name a role that the server lets in, with its password: DATABASE_URL=postgresql://ROLE:PASSWORD@HOST/NAME",
  "database.root":
    "Start it as another user; or keep the home in a folder that every user may enter; or name a PostgreSQL: DATABASE_URL=postgresql://…",
  "database.unnamed":
    "Set DATABASE_URL to postgresql://…, or run `countersign serve`, which brings a PostgreSQL of its own.",
  "database.url": "Write the address as postgresql://ROLE:PASSWORD@HOST:PORT/NAME.",
  "database.unreachable": "Start the database, or see that DATABASE_URL names it; what was begun is completed then.",
  "files.damaged": "Do not write to this disk again before its health is known; restore from a copy.",
  "files.digest": "Get the file from its source again: what lies there is not what its name says.",
  "files.full": "Free some space and run the command again; what was begun is completed then.",
  "files.is-a-folder": "Give the path of a file.",
  "files.link":
    "Put the file or folder itself where the link is. If you did not make the link, look where it leads before you trust what lies there.",
  "files.missing": "Check the path.",
  "files.not-a-folder": "Give the path of a folder.",
  "files.output": "Free space where the answer goes, or read it to its end; then run the command again.",
  "files.permission": "Check the owner and the mode of the file and of the folders above it.",
  "files.read-only": "Mount the file system for writing, or name another folder.",
  "git.alternates": "Somebody changed the mirror. Keep a copy for inspection, then remove it: it is fetched again.",
  "git.commit-object": "The commit means different things to different programs. Make it again with git.",
  "git.fetch": "Run `git fsck` in the repository. Remove its grafts and damaged objects, or use a fresh clone.",
  "git.fsck":
    "An object is malformed. If it is a commit of old history, list its id under `oldHeaderDefects` of the repository in the policy.",
  "git.grafts": "Somebody changed the mirror. Keep a copy for inspection, then remove it: it is fetched again.",
  "git.mirror": "Name another home, or move what lies in the mirror's place.",
  "git.missing-object":
    "Fetch the commit into the repository first: git fetch origin COMMIT. A partial clone lacks objects; use a full one.",
  "git.mode": "Make the entry a file, an executable, a link or a submodule, and commit it again.",
  "git.new-root":
    "Take the unrelated history out. To bring its files in, commit them on top of the ref as a change of their own.",
  "git.not-a-repository": "Give the path of a clone with --repo.",
  "git.not-found": "Install git 2.39 or newer, where PATH finds it.",
  "git.object-format": "Use a clone in the object format of the captured commits.",
  "git.object-hash":
    "The object store was tampered with or is damaged. Keep a copy for inspection, and use a fresh clone.",
  "git.octopus": "Merge the branches one after the other: a merge of more than two parents is never judged.",
  "git.ownership": "Run as the owner of the repository, or clone it and use the clone.",
  "git.replace-refs": "Somebody changed the mirror. Keep a copy for inspection, then remove it: it is fetched again.",
  "git.shallow": "Fetch the whole history: git fetch --unshallow; in CI, set the checkout's depth to 0.",
  "git.unreadable": "Check the permissions of the repository's folder.",
  "git.version": "Install git 2.39 or newer.",
  "change.conflict": "Merge or rebase the proposal onto the ref first, then capture it again.",
  "change.contributor-unresolved":
    "Add the person to the policy, or the address to `contributors.ignore`, or set `contributors.unresolved: allow`.",
  "change.landed-before-review":
    "Have it reviewed now: it was captured as a change, see countersign queue. Or take it back. Then close the incident.",
  "change.unrelated": "Base the proposal on the ref: a head without a commit in common with it changes everything.",
  "packet.missing":
    "Capture the change again: the same commits give the same packet. countersign capture --repo PATH --base REV --head REV",
  "statement.policy-outdated":
    "Propose or capture it again under the policy in force, and sign that: countersign capture --repo PATH --base REV --head REV, or countersign baseline --repo PATH --commit REV",
  "statement.role": "Let somebody sign whom the policy names for it: countersign policy explain FILE",
  "attest.key-revoked": "Sign with another key of yours that the policy lists.",
  "attest.key-unknown":
    "Sign with a key that the policy lists for a person, or add the key in the next policy version.",
  "policy.cases": "Mend the policy, or say in the case what you really expect.",
  "policy.detectors":
    "Use the version of countersign that the policy pins, or pin this one in the next policy version.",
  "policy.foreign-log":
    "Put what countersign init prints under log: in the policy, have it signed, and publish it from this home.",
  "policy.missing": "Publish a policy first: countersign policy new, then policy sign, then policy publish.",
  "policy.not-logged": "Have the policy version that is named published first: countersign policy publish FILE",
  "policy.ref": "Name a protected ref of the policy with --ref, in full: refs/heads/main",
  "policy.repository": "Name a repository of the policy with --repository.",
  "policy.root": "Use the root.json that was made with version 1 of this log's policy.",
  "policy.signatures-outdated": "Have the document signed as it is now: countersign policy sign FILE --key KEY",
  "policy.threshold": "Have the named organisations sign: countersign policy sign FILE --key KEY",
  "policy.trial": "A trial is for trying. For production begin with: countersign init --origin NAME",
  "policy.verdicts": "Look at each commit; sign a baseline for what a new requirement re-opens, or change the policy.",
  "gate.not-allowed":
    "See what is missing: countersign why COMMIT. Only what the gate allows by its requirements is exported, no emergency.",
  "gate.nothing-required": "Name an environment that requires something with --env: countersign policy explain FILE",
  "log.answer": "Check that the address is that of a log server, and that its version fits this one.",
  "log.behind-witness": "Stop the service: the log lost leaves that a witness has seen. Restore the newest copy.",
  "log.checkpoint": "Run the command again; the home makes the checkpoint that it awaits when it is opened.",
  "log.empty": "Publish a policy first: countersign policy publish FILE",
  "log.fork": "Stop. Keep both checkpoints: together they prove that the log shows two histories.",
  "log.key": "Use the root.json that belongs to this log. If it does, somebody else signed the checkpoint: keep both.",
  "log.origin": "Use a bundle of the log that root.json pins.",
  "log.leaf-mismatch":
    "Do not take the record for logged. Keep the server's answer and tell your organisation's witness: the log promised another leaf.",
  "log.pending":
    "Run the same command again later: a record keeps its place. If it stays so, hand it to your organisation's witness as well.",
  "log.quorum":
    "Have the witnesses cosign the checkpoint: one with an address is asked again whenever the home is opened, one without by countersign cosign --key FILE",
  "log.stale":
    "Fetch a newer bundle. If there is none, the log waits for its witnesses (countersign bundle says for which), or a decision is withheld.",
  "log.tile-missing": "Ask the operator for the file; a mirror of the log may have it.",
  "log.unreachable": "Check the address of the log server and the network, then try again.",
  "bundle.evidence-mismatch":
    "Get the bundle from another source, and keep this one: its evidence is not what was logged.",
  "bundle.evidence-missing":
    "Get a bundle with all evidence; a decision whose evidence is withheld may be a rejection.",
  "bundle.from":
    "Say --since with no more than the leaves that there are; a gate needs all that it does not know, and without --state it knows none: countersign bundle -o FILE",
  "bundle.truncated": "The file is not whole. Copy it again, or make it again: countersign bundle -o FILE",
  "state.locked": "Run the command again when the other process has ended; if it hangs, stop it by its process id.",
  "state.proposal": "Remove the file and propose the baseline again; it must be signed anew.",
  "limit.busy": "Run the command again in a while.",
  "limit.fetch": "Fetch from a smaller clone, or from one on a faster disk.",
  "limit.file": "Check that this is the right file; an honest one is smaller.",
  "limit.manifest": "Hand in names and digests instead of the artifacts themselves.",
  "limit.proposals": "Remove branches that propose nothing any more, or name fewer in service.yaml.",
  "files.pages": "Build the web app again: npm run build -w @countersign/web",
  "limit.patch": "Split the change: a patch of more than 64 MiB is not shown here; countersign show prints it.",
  "gate.not-forward":
    "Merge or rebase the candidate onto the commit that was deployed last, so that this stays on its first-parent line. Going back is only possible through the rollback lane: countersign gate --rollback, or the service's gate.",
  "limit.difference": "Look at it in a terminal, where nobody else waits: countersign show CHANGE --full",
  "limit.query": "Ask for less, or again later: the database is busy, or the query looks at too much.",
  "limit.idle": "Send the record again, over a connection that does not stand still.",
  "limit.rate": "Ask less often; Retry-After says when to come again.",
  "limit.streams": "Close a stream first: one for each browser is enough.",
  "limit.range":
    "Sign a newer baseline, so that fewer commits lie above it: countersign baseline --repo PATH --commit REV",
  "gate.verdict-artifact": "Deploy the artifact that the verdict names, or ask the gate about this one.",
  "gate.verdict-decision": "Deploy only by a verdict that allows; ask the gate again once it would.",
  "gate.verdict-environment": "Ask the gate of this environment: countersign gate --env ENV",
  "gate.verdict-expired": "Ask the gate again: a verdict stands for a short time only.",
  "gate.verdict-request": "Take the verdict that answers your own request; give it an id with --request.",
  "gate.verdict-signature": "Take a verdict only from a gate whose key you were given: --gate-key, or the policy's.",
  "gate.verdict-subject": "Deploy what the verdict names, or ask the gate about this.",
  "capture.manifest-unknown": "See what is proposed: countersign manifest list --url URL",
  "capture.manifest-moved": "Look at what is proposed now, and land that: somebody handed in another snapshot.",
  "capture.unreachable":
    "Check the address of the repository in service.yaml and the network; it is tried again by itself.",
  "breakglass.commit": "Have a break-glass signed for this very commit; one is never good for another.",
  "breakglass.environment": "Name an environment that has breakGlass in the policy: countersign policy explain FILE",
  "breakglass.expired": "Have a new one signed; it stays open for the time of --for, at most the policy's ttl.",
  "breakglass.not-logged": "Submit it, then fetch a newer bundle: countersign submit FILE",
  "breakglass.reason": "Say why with --reason TEXT: whoever reviews it afterwards reads nothing else.",
  "breakglass.review-overdue":
    "The review of an emergency is due before the next one, even within the policy's reviewWithin. Finish it first: countersign incident close leaf:N -m TEXT --key FILE",
  "breakglass.same-person": "Let another person sign: who asks does not also grant.",
  "breakglass.ttl": "Ask for a shorter time with --for: countersign policy explain FILE",
  "deployment.recalled":
    "Take the deployment back: countersign gate with --rollback, or fix forward. Then close the incident.",
  "monitor.checkpoint-late":
    "Ask the operator and the witnesses why no newer checkpoint is there: a decision that is withheld looks exactly like this.",
  "monitor.deployment-unseen": "Ask who deployed it for the commit; what nobody can see was reviewed by nobody.",
  "monitor.gate-removed":
    "Put back what is named on GitHub: the required check of this App alone, or its protection rule; and find out who took it away.",
  "monitor.gate-suspended":
    "Ask who decided that the gate does not stop this environment, and until when; publish a policy that asks for it again.",
  "monitor.policy-changed":
    "Read what changed: countersign policy explain FILE --diff FILE. Then acknowledge the alarm.",
  "monitor.ref-rewound":
    "Find out who rewrote the ref, and put it back where it was; or acknowledge the alarm, and have a baseline signed for what is there now.",
  "monitor.uncovered":
    "Have the change captured and decided, or taken back: countersign capture --repo PATH --base REV --head REV",
  "monitor.unjudged": "Mend what stops the gate as well; its code is in the alarm.",
  "monitor.unreadable":
    "Check the address and the network. Until it can be read again, what stands there stays, and nothing new is seen.",
  "witness.busy": "Come again in a while: others ask about this log.",
  "witness.handed-in": "Wait until the log has taken what was handed in; if it does not, its witness withholds.",
  "witness.lapsed":
    "Look at the record with who signed it, and decide anew: nobody waits for it any more, and it is not in the log.",
  "witness.mirror-damaged":
    "It is fetched again from the log server. Find out who changed the files: nobody but the witness writes there.",
  "witness.mirror-incomplete":
    "Serve the evidence that is missing; where it is lost, have a policy version void the leaf that is named.",
  "witness.no-mirror": "Mirror the log here: countersign-witness add-log --root FILE --from URL",
  "witness.root": "Use the root.json that was made with version 1 of this log's policy; it never changes.",
  "witness.stranger": "Hand the record to the witness of the organisation whose people signed it.",
  "witness.unlisted": "List the witness with this key in the next policy version: the policy says for whom it stands.",
  "witness.which-log": "Say which log: POST to /logs/<SHA-256 of the origin>/records",
  "witness.withheld": "Have the log take the records that are named: they were handed in, and are not in it in time.",
  "decision.superseded": "Look at the newest revision of the proposal and decide about that one: countersign queue",
};
