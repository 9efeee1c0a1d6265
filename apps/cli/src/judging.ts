import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { readLines } from "@countersign/adapters/files/reading";
import { readGrammar } from "@countersign/adapters/grammars";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core/error";
import { MAX_LINE_BYTES, bundlePackets, gate, readBundle, sound } from "@countersign/core/judging";
import type { GateParts, GateRequest, LogContents, Policy, ReadLog, Root, Verdict } from "@countersign/core/judging";
import { nodeCrypto } from "@countersign/crypto/node";
import { ROOT_FILE } from "@countersign/home/folder";
import { classifyWith } from "@countersign/reviewers/pinned";
import type { Invocation } from "./command.ts";
import { shellWord, withHome } from "./next-command.ts";
import { placeOf } from "./place.ts";
import { fullCommit, objectSource, openMirrored } from "./source.ts";
import type { Mirrored } from "./source.ts";

/** The largest bundle that is read. */
export const BUNDLE_LIMIT = 64 * 1024 ** 3;

/** Reads a bundle file against a root; what is wrong with single leaves is in the answer. */
export function readBundleFile(path: string, root: Root): Promise<ReadLog> {
  return readBundle(nodeCrypto, root, readLines(resolve(path), { maxLine: MAX_LINE_BYTES, maxBytes: BUNDLE_LIMIT }));
}

/** Reads a bundle file against a root and refuses it if one leaf does not verify. */
export async function readSoundBundle(path: string, root: Root): Promise<LogContents> {
  return sound(await readBundleFile(path, root));
}

/** The packets in a bundle file by their leaves, as they stand there. */
export function packetsInBundle(path: string): ReturnType<typeof bundlePackets> {
  return bundlePackets(readLines(resolve(path), { maxLine: MAX_LINE_BYTES, maxBytes: BUNDLE_LIMIT }));
}

/** What is asked of the gate; `keep` is the folder of a mirror that stays, `mirrored` a mirror that is being opened already. */
export type JudgingRequest = {
  readonly repo: string;
  readonly commit: string;
  readonly environment: string;
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly keep?: string;
  readonly mirrored?: Promise<Mirrored>;
  /** Record id of the break-glass that the caller relies on. */
  readonly breakGlass?: string;
};

/** Asks the gate about a commit of a repository on this machine. `usage.commit` unless the commit is a full id. */
export function judgeCommit(
  log: LogContents,
  request: JudgingRequest,
  invocation: Pick<Invocation, "home" | "value">,
): Promise<Verdict> {
  return withObjects(log.policy.policy, request, invocation, async (parts, asked) =>
    namingHome(invocation, await gate(parts, log, asked)),
  );
}

/** A verdict whose remedies name the home that this call is about. */
export function namingHome(invocation: Pick<Invocation, "home" | "value">, verdict: Verdict): Verdict {
  const reasons = verdict.reasons.map((reason) => ({ ...reason, remedy: withHome(invocation, reason.remedy) }));
  return { ...verdict, reasons };
}

/** Opens the mirror of the repository and asks a gate with it. */
export async function withObjects<T>(
  policy: Policy,
  request: JudgingRequest,
  { home }: Pick<Invocation, "home">,
  ask: (parts: GateParts, asked: GateRequest) => Promise<T>,
): Promise<T> {
  const { repository, ref } = placeOf(policy, request);
  await using mirrored = await (request.mirrored ?? openMirrored(request.repo, home.env, request.keep));
  const commit = fullCommit(request.commit, mirrored.mirror.objectFormat);
  const parts = {
    crypto: nodeCrypto,
    source: objectSource(mirrored),
    classify: classifyWith(readGrammar),
    now: systemClock().now(),
  };
  const { environment, repo, breakGlass } = request;
  const relied = breakGlass === undefined ? {} : { breakGlass };
  return await ask(parts, {
    repository: repository.id,
    ref,
    commit,
    environment,
    source: shellWord(repo),
    ...relied,
  });
}

/** A trial's policy counts only in the home that it was made in: `policy.trial`. */
export async function refuseForeignTrial(
  log: Pick<LogContents, "policy">,
  rootFile: string,
  { home }: Pick<Invocation, "home">,
): Promise<void> {
  if (!log.policy.policy.trial) return;
  const [own, given] = await Promise.all([realpath(home.dir).catch(() => ""), realpath(dirname(resolve(rootFile)))]);
  if (own === given && resolve(rootFile).endsWith(sep + ROOT_FILE)) return;
  throw new CountersignError(
    "policy.trial",
    `the policy is a trial of the home ${dirname(resolve(rootFile))}, and this gate's home is ${home.dir}`,
  );
}
