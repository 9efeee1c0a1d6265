import { FIRST_COMMIT, messageOf } from "./materialise.testing.ts";
import { gitIdentity } from "./cast.testing.ts";
import { standingOf } from "./world-content.testing.ts";
import type { Event, World, WorldCommit } from "./world.testing.ts";

/**
 * A world as a shell script that makes the same commits, tagged by their names, in the folder that is its first argument;
 * the log and the question stand in comments.
 */
export function shellScript(world: World): string {
  const commits = world.commits.map((commit, at) => commitCommands(world, commit, at));
  const log = world.log.map((event, index) => `# ${index}: ${eventCommand(event)}`);
  return `${[...PROLOGUE, ...commits, "", `git update-ref ${world.ref} ${world.candidate}`, ...policyLines(world), ...log, question(world)].join("\n")}\n`;
}

const PROLOGUE = [
  "#!/bin/sh",
  "set -eu",
  'git init --quiet --initial-branch=unborn "$1"',
  'cd "$1"',
  'put() { git update-index --add --replace --cacheinfo "100644,$(git hash-object -w --stdin),$1"; }',
  'link() { git update-index --add --replace --cacheinfo "120000,$(git hash-object -w --stdin),$1"; }',
  'submodule() { git update-index --add --replace --cacheinfo "160000,$2,$1"; }',
  'drop() { git update-index --force-remove "$1"; }',
  'commit() { name=$1; shift; git tag "$name" "$(git commit-tree "$(git write-tree)" "$@")"; }',
];

/** Only what differs from the first parent is spelled. */
function commitCommands(world: World, commit: WorldCommit, at: number): string {
  const { name, parents, files } = commit;
  const before = world.commits.find((one) => one.name === parents[0])?.files ?? {};
  const paths = [...new Set([...Object.keys(before), ...Object.keys(files)])].filter(
    (path) => before[path] !== files[path],
  );
  const parentOptions = parents.map((parent) => `-p ${quote(parent)} `).join("");
  return [
    `\n# ${name}: ${commit.subject}`,
    parents[0] === undefined ? "git read-tree --empty" : `git read-tree ${quote(parents[0])}`,
    ...paths.map((path) => fileCommand(path, files[path])),
    ...identityCommands(commit, at),
    `printf %s ${quote(messageOf(commit))} | commit ${quote(name)} ${parentOptions}-F -`,
  ].join("\n");
}

function fileCommand(path: string, content: string | undefined): string {
  if (content === undefined) return `drop ${quote(path)}`;
  const one = standingOf(content);
  if ("id" in one) return `submodule ${quote(path)} ${one.id}`;
  return `printf %s ${quote(one.text)} | ${one.mode === "120000" ? "link" : "put"} ${quote(path)}`;
}

function identityCommands({ author, committer = author }: WorldCommit, at: number): readonly string[] {
  const date = `${FIRST_COMMIT + at * 60} +0000`;
  const variables = (role: string, who: string) => {
    const { name, email } = gitIdentity(who);
    return `export GIT_${role}_NAME=${quote(name)} GIT_${role}_EMAIL=${quote(email)} GIT_${role}_DATE=${quote(date)}`;
  };
  return [variables("AUTHOR", author), variables("COMMITTER", committer)];
}

function policyLines({ policy }: World): readonly string[] {
  const plain = { ...policy, organisations: undefined, people: undefined };
  return [
    "",
    "# policy:",
    ...JSON.stringify(plain, null, 1)
      .split("\n")
      .map((line) => `# ${line}`),
    "",
    "# log:",
  ];
}

function eventCommand(event: Event): string {
  const where = "repository" in event ? `--repository ${event.repository} --ref ${event.ref}` : "";
  switch (event.kind) {
    case "baseline":
      return `countersign baseline --repo . --commit ${event.commit} ${where}   # ${event.requirements.join(", ")}; signed by ${event.signers.join(", ")}`;
    case "capture":
      return `countersign capture --repo . --base ${event.base} --head ${event.head} ${where}`;
    case "review": {
      const environments = event.environments?.map((one) => ` --env ${one}`).join("") ?? "";
      const end = event.notAfter === undefined ? "" : `   # until ${new Date(event.notAfter * 1000).toISOString()}`;
      return `countersign ${event.decision} "change of ${event.capture}" --key ${event.person} --role ${event.role}${environments}${end}`;
    }
    case "deployment":
      return `countersign receipt --commit ${event.commit} --env ${event.environment} ${where}   # ${event.state}`;
    case "break-glass":
      return `countersign break-glass --repo . --commit ${event.commit} --env ${event.environment} ${where} --reason '${event.reason}'   # until ${new Date(event.notAfter * 1000).toISOString()}; signed by ${event.signers.join(", ")}`;
    case "closing":
      return `countersign incident close leaf:${event.about} --key ${event.person}`;
    default:
      return event satisfies never;
  }
}

function question({ repository, ref, candidate, environment, time, now }: World): string {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  return [
    `\n# witness time ${at(time)}, clock ${at(now)}`,
    `# countersign gate --repo . --commit "$(git rev-parse ${candidate})" --env ${environment} --repository ${repository} --ref ${ref}`,
    "git log --graph --oneline --decorate --all",
  ].join("\n");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
