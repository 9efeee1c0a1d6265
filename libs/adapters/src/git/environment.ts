import { emptyTree } from "@countersign/core/objects";
import type { ObjectFormat } from "@countersign/core/objects";

/** What every git process of a mirror needs to know. */
export type Git = {
  /** The mirror's git directory, absolute. */
  readonly dir: string;
  readonly objectFormat: ObjectFormat;
  /** Folders in which `git` and its programs are found, as in `PATH`. */
  readonly searchPath: string;
  readonly version: GitVersion;
};

/** The version of git on this machine. */
export type GitVersion = { readonly major: number; readonly minor: number };

/** The folder, kept empty, that git takes for the home of a person. */
export function homeFolder(git: { readonly dir: string }): string {
  return `${git.dir}/home`;
}

/**
 * The whole environment of a git process: built, never inherited, so that no variable of the caller changes an answer
 * (formats.md, "Hermetic Git").
 */
export function gitEnvironment(git: Git): Readonly<Record<string, string>> {
  return {
    ...bareEnvironment(git.searchPath, homeFolder(git)),
    GIT_DIR: git.dir,
    // The grafts file is refused when the mirror is opened; this holds when it appears later.
    GIT_GRAFT_FILE: "/dev/null",
  };
}

/** The environment of a git process that belongs to no repository. */
export function bareEnvironment(searchPath: string, home: string): Readonly<Record<string, string>> {
  return {
    PATH: searchPath,
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_PAGER: "cat",
  };
}

/** Arguments before the subcommand: settings that win over every file, and no attributes from any tree. */
export function fixedArguments(git: Git): readonly string[] {
  const pinned = SETTINGS.flatMap((setting) => ["-c", setting]);
  return knowsAttributeSource(git.version) ? [...pinned, `--attr-source=${emptyTree(git.objectFormat)}`] : pinned;
}

/** Older versions read attributes in a bare repository from `info/attributes` only, which the mirror does not have. */
function knowsAttributeSource({ major, minor }: GitVersion): boolean {
  return major > 2 || (major === 2 && minor >= 41);
}

const SETTINGS: readonly string[] = [
  "core.commitGraph=false",
  "core.hooksPath=/dev/null",
  "core.attributesFile=/dev/null",
  "core.fsmonitor=false",
  "core.quotePath=true",
  "core.logAllRefUpdates=false",
  "credential.helper=",
  "gc.auto=0",
  "maintenance.auto=false",
  "merge.renames=true",
  "merge.directoryRenames=conflict",
  "merge.renameLimit=7000",
  "merge.conflictStyle=merge",
  "merge.renormalize=false",
  "protocol.version=2",
  "protocol.allow=never",
];
