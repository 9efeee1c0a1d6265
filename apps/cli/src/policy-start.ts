import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { AttestError, parseMachineKey, parsePublicKey } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files";
import { listRefs } from "@countersign/adapters/git";
import { loadMachineKey, loadSignerKey } from "@countersign/adapters/keys";
import { CountersignError } from "@countersign/core";
import type { PolicyStart, Signatory } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { LOG_KEY, SERVICE_KEY } from "@countersign/home/folder";
import type { Home } from "@countersign/home/folder";
import { DETECTORS } from "@countersign/reviewers";
import { formatVerifierKey, parseSignerKey } from "@countersign/tlog";
import type { Invocation } from "./command.ts";
import type { InitialisedHome } from "./init-home.ts";
import { withAccounts } from "./github-accounts.ts";
import { openMirrored } from "./source.ts";

const PUB_LIMIT = 16 * 1024;

/**
 * What a call of `policy new` knows: the home's keys, who is named, and a repository. Codes: `usage.home`, `usage.signatory`,
 * `usage.option`, `usage.gate-key`, `usage.ref` where the protected branch cannot be told.
 */
export async function policyStart(
  invocation: Invocation,
  witnesses: InitialisedHome["witnesses"],
): Promise<PolicyStart> {
  const { value, values, given, home } = invocation;
  const named = await Promise.all(["operator", "oracle", "data-guard"].map((side) => signatory(value(side))));
  const [operator, oracle, dataGuard] = withAccounts(named, values("github"));
  const repository = await repositoryOf(invocation);
  const gateKey = machineKey(value("gate-key"));
  const witness = witnesses.find(({ name }) => name.startsWith(oracle?.organisation ?? "oracle")) ?? witnesses[0];
  return {
    ...(given("trial") ? { trial: true } : {}),
    ...(await homeKeys(home)),
    ...(witness === undefined ? {} : { witness }),
    ...(operator === undefined ? {} : { operator }),
    ...(oracle === undefined ? {} : { oracle }),
    ...(dataGuard === undefined ? {} : { dataGuard }),
    ...(repository === undefined ? {} : { repository }),
    ...(gateKey === undefined ? {} : { gateKey }),
    ...(given("classes") ? { detectors: { version: DETECTORS.version, sha256: DETECTORS.sha256 } } : {}),
  };
}

/** What `init` made. */
async function homeKeys(home: Home): Promise<Pick<PolicyStart, "log" | "serviceKey">> {
  const signer = await loadSignerKey(join(home.dir, LOG_KEY)).catch((cause: unknown) => {
    if (!(cause instanceof CountersignError) || cause.code !== "keys.missing") throw cause;
    throw new CountersignError(
      "usage.home",
      `${home.dir} is not a home; begin with: countersign init --origin NAME --home ${home.dir}`,
      { cause },
    );
  });
  const key = parseSignerKey(nodeCrypto, signer);
  const { text: serviceKey } = await loadMachineKey(join(home.dir, SERVICE_KEY));
  return { log: { origin: key.name, key: formatVerifierKey(key) }, serviceKey };
}

/** `acme:olga:olga@acme.example:olga.pub`, or without the address with which the person commits; `usage.signatory`, `attest.…`. */
async function signatory(text: string | undefined): Promise<Signatory | undefined> {
  if (text === undefined) return undefined;
  const [, organisation, person, address, file] = /^([^:]+):([^:]+):(?:([^:/]+@[^:/]+):)?(.+)$/s.exec(text) ?? [];
  if (organisation === undefined || person === undefined || file === undefined)
    throw new CountersignError(
      "usage.signatory",
      `${JSON.stringify(text)} is not ORG:PERSON[:EMAIL]:PUBFILE, such as oracle:dana:dana.pub`,
    );
  const key = new TextDecoder().decode(await readBounded(resolve(file), PUB_LIMIT)).trimEnd();
  parsePublicKey(key);
  return { organisation, person, key, ...(address === undefined ? {} : { git: [address] }) };
}

/** `usage.gate-key` for what no policy would take. */
function machineKey(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    parseMachineKey(text);
    return text;
  } catch (cause) {
    if (!(cause instanceof AttestError)) throw cause;
    throw new CountersignError("usage.gate-key", `${JSON.stringify(text.slice(0, 80))} is no key of a gate`, { cause });
  }
}

async function repositoryOf({ value, home }: Invocation): Promise<PolicyStart["repository"]> {
  const repo = value("repo");
  const [id, uri, ref] = [value("repository"), value("uri"), value("ref")];
  if (repo === undefined && id === undefined && uri === undefined && ref === undefined) return undefined;
  const path = resolve(repo ?? ".");
  return {
    id: id ?? `local:${nameOf(path)}`,
    uri: uri ?? `git+${pathToFileURL(path).href}`,
    ref: ref ?? (repo === undefined ? "refs/heads/main" : await currentBranch(repo, home.env)),
  };
}

/** A folder's name as the id of a repository can have it. */
function nameOf(path: string): string {
  const name = basename(path)
    .replace(/\.git$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/\.{2,}/g, ".")
    .replace(/^[^a-z0-9]+/, "");
  return name === "" ? "repository" : name.slice(0, 50);
}

/** The branch that HEAD stands on; of several at the same commit, `main` or `master`, else `usage.ref`. */
async function currentBranch(repo: string, env: NodeJS.ProcessEnv): Promise<string> {
  await using mirrored = await openMirrored(repo, env);
  const refs = await listRefs(mirrored.mirror, mirrored.source);
  const head = refs.get("HEAD")?.oid;
  const branches = [...refs]
    .filter(([name, { oid }]) => name.startsWith("refs/heads/") && oid === head)
    .map(([name]) => name);
  const branch =
    branches.length === 1
      ? branches[0]
      : ["refs/heads/main", "refs/heads/master"].find((name) => branches.includes(name));
  if (branch !== undefined) return branch;
  throw new CountersignError("usage.ref", `which branch of ${repo} is protected? say --ref refs/heads/NAME`);
}
