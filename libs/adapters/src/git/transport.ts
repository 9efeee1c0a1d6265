import { CountersignError } from "@countersign/core/error";
import { parseOid } from "@countersign/core/objects";
import type { Oid } from "@countersign/core/objects";
import { diskFailure } from "./disk-failure.ts";
import type { Mirror } from "./mirror.ts";
import { printable, startGit } from "./run.ts";
import type { RunOptions } from "./run.ts";
import type { Source } from "./source.ts";

/** A ref of a source: what it points to, and what is behind it when that is a tag object. */
export type SourceRef = { readonly oid: Oid; readonly peeled: Oid };

/** The settings that let git reach a source, and nothing else; whoever answers for another place is not followed there. */
export function transportSettings({ dir, remote }: Source): readonly string[] {
  if (remote !== true) return ["protocol.file.allow=always"];
  const protocol = dir.startsWith("https:") ? "https" : "http";
  return [`protocol.${protocol}.allow=always`, "http.followRedirects=false", ...STANDSTILL];
}

/**
 * The variables that let git into a source that asks who comes. The header goes to its own host alone, since redirects are not
 * followed, and stands in no argument.
 */
export function transportEnvironment({ dir, authorization }: Source): Readonly<Record<string, string>> {
  if (authorization === undefined) return {};
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(dir).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
  };
}

/** Less than 1000 bytes a second for a minute is nobody any more. */
const STANDSTILL: readonly string[] = ["http.lowSpeedLimit=1000", "http.lowSpeedTime=60"];

/** Bytes of the list of refs: more than a million of them. */
const REFS_LIMIT = 1 << 28;

/** The option of `uploadPack` for a source on this machine; elsewhere the server chooses what serves. */
export function serverOptions(source: Source): readonly string[] {
  return source.remote === true ? [] : [uploadPack(source)];
}

/**
 * The option that names the program which serves a fetch inside the source. There it may start no other transport, load
 * no missing object, follow no replaced one, believe no commit-graph, and look for no other repository near the path.
 */
function uploadPack(source: Source): string {
  const trust = source.trusted ? ` -c safe.directory=${shellQuoted(source.dir)}` : "";
  const guards = "GIT_ALLOW_PROTOCOL=none GIT_NO_LAZY_FETCH=1";
  return `--upload-pack=${guards} git --no-replace-objects -c core.commitGraph=false${trust} upload-pack --strict`;
}

/** All refs of a source, `HEAD` included, by full name. Failures are those of {@link transportFailure}. */
export async function listRefs(
  mirror: Mirror,
  source: Source,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, SourceRef>> {
  refuseOtherFormat(mirror, source);
  const options: RunOptions = {
    settings: transportSettings(source),
    environment: transportEnvironment(source),
    outputLimit: REFS_LIMIT,
    signal,
  };
  const result = await startGit(
    mirror,
    ["ls-remote", "--quiet", ...serverOptions(source), "--end-of-options", source.dir],
    options,
  );
  if (result.exit !== 0) throw transportFailure(mirror, source, result.stderr);
  return parseRefs(result.stdout.toString("utf8"), mirror);
}

/** Refuses to bring objects of one format into a mirror of the other: `git.object-format`. */
export function refuseOtherFormat(mirror: Mirror, source: Source): void {
  if (mirror.objectFormat === source.objectFormat) return;
  const formats = `the source has ${source.objectFormat} objects, the mirror ${mirror.objectFormat} objects`;
  throw new CountersignError("git.object-format", formats);
}

/**
 * What went wrong in a fetch, by what git said: `git.fsck`, `git.missing-object` or `git.shallow`, `git.ownership`,
 * `git.object-format`, those of `diskFailure` for the mirror, else `git.fetch`.
 */
export function transportFailure(mirror: Mirror, source: Source, stderr: string): CountersignError {
  const defect = /^error: object ([0-9a-f]{40,64}): (\w+): /m.exec(stderr);
  const said = printable(stderr);
  if (defect !== null)
    return new CountersignError("git.fsck", `the object ${defect[1]} has the defect ${defect[2]}: ${said}`);
  if (/dubious ownership/.test(stderr)) return new CountersignError("git.ownership", said);
  if (/mismatched algorithms/.test(stderr)) return new CountersignError("git.object-format", said);
  if (
    /not our ref|unable to read|bad object|could not fetch \w+ from promisor|missing (?:blob|tree|commit)/.test(stderr)
  ) {
    return new CountersignError(source.shallow ? "git.shallow" : "git.missing-object", said);
  }
  return diskFailure(mirror.dir, stderr, said) ?? new CountersignError("git.fetch", said);
}

function parseRefs(text: string, mirror: Mirror): ReadonlyMap<string, SourceRef> {
  const refs = new Map<string, SourceRef>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [id = "", name = ""] = line.split("\t");
    const oid = parseOid(id, mirror.objectFormat);
    // `^{}` cannot be part of a name, and follows the tag that it belongs to.
    const tag = name.endsWith("^{}") ? name.slice(0, -3) : undefined;
    if (tag === undefined) refs.set(name, { oid, peeled: oid });
    else refs.set(tag, { oid: refs.get(tag)?.oid ?? oid, peeled: oid });
  }
  return refs;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
