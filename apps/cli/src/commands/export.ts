import { lstat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeFolder, readBounded, writeIfAbsent } from "@countersign/adapters/files";
import { loadMachineKey } from "@countersign/adapters/keys";
import { CountersignError, twoPartyGaps, verifiedLevels } from "@countersign/core";
import type { Verdict } from "@countersign/core";
import { workInHome } from "@countersign/home";
import type { Command, Invocation, Outcome } from "../command.ts";
import { exportedFiles } from "../exported-files.ts";
import type { ExportedFile } from "../exported-files.ts";
import { judgeCommit, refuseForeignTrial } from "../judging.ts";
import { keepBundle, keepHome } from "../kept-log.ts";
import type { ReadKept } from "../kept-log.ts";
import { refuseInsideRepository } from "../outside-repository.ts";
import { readRoot } from "../pinned-root.ts";
import { harmless } from "../terminal.ts";
import { verdictJson, verdictText } from "../verdict-text.ts";

const VERIFIER = "https://countersign.dev/gate/v1";

export const exportCommand: Command = {
  name: "export",
  summary: "write what others need to check an allowed commit with public tools",
  usage: "export --repo PATH --commit OID --env ENV --out DIR [--root FILE --bundle FILE] [--key FILE]",
  details:
    "Asks the gate first, and writes nothing unless it allows. Then DIR has a SLSA Source VSA (source-vsa.json, or with --key a signed source-vsa.dsse.json), " +
    "every envelope that the answer rests on (attestations.intoto.jsonl), and a proof for each decision (decision-INDEX.tlog-proof). docs/verify.md says how to check each. " +
    "The log is the bundle, or the published log of the home. Run again, it finds its files; it never replaces another's.",
  options: {
    repo: { value: "PATH", help: "the repository that has the commit; it is only fetched from" },
    commit: { value: "OID", help: "the full id of the commit" },
    env: { value: "ENV", help: "the environment of the policy" },
    out: { value: "DIR", help: "the folder to write into; made if it is not there" },
    root: { value: "FILE", help: "the pinned root.json; with --bundle" },
    bundle: { value: "FILE", help: "the log with its evidence (default: the home's)" },
    key: { value: "FILE", help: "sign the summary with a gate's key (ed25519-seed:…)" },
    verifier: { value: "URI", help: `who the summary says has verified (default: ${VERIFIER})` },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
  },
  examples: [
    "export --repo . --commit $(git rev-parse HEAD) --env production --out release",
    "export --repo . --commit $(git rev-parse HEAD) --env production --root root.json --bundle log.bundle --key gate.key --out release --json",
  ],
  async run(invocation) {
    const { required, value, terminal } = invocation;
    const out = resolve(required("out"));
    const request = {
      repo: required("repo"),
      commit: required("commit"),
      environment: required("env"),
      repository: value("repository"),
      ref: value("ref"),
    };
    const path = value("key");
    const key = path === undefined ? {} : { key: await loadMachineKey(resolve(path)) };
    const { log, kept } = await readLog(invocation, request.repo);
    const verdict = await judgeCommit(log, request, invocation);
    if (verdict.decision !== "allow")
      return { json: verdictJson(verdict), text: verdictText(verdict, terminal), code: verdict.code };
    const files = exportedFiles({ log, kept, verdict, verifier: verifierOf(value("verifier")), ...key });
    const written = await writeAllOf(out, files);
    return outcome(out, written, verdict, {
      levels: verifiedLevels(log.policy.policy, verdict),
      gaps: twoPartyGaps(log.policy.policy, verdict),
    });
  },
};

async function readLog(invocation: Invocation, repo: string): Promise<ReadKept> {
  const { value, home } = invocation;
  const [root, bundle] = [value("root"), value("bundle")];
  if (root === undefined && bundle === undefined) {
    await using opened = await workInHome(home);
    return await keepHome(opened);
  }
  if (root === undefined || bundle === undefined)
    throw new CountersignError("usage.missing", "--root and --bundle belong together");
  await refuseInsideRepository(repo, [root]);
  const read = await keepBundle(bundle, await readRoot(root));
  await refuseForeignTrial(read.log, root, invocation);
  return read;
}

function verifierOf(text = VERIFIER): string {
  if (URL.canParse(text)) return text;
  throw new CountersignError("usage.verifier", `${JSON.stringify(text.slice(0, 80))} is not a URI`);
}

type Written = { readonly name: string; readonly outcome: "written" | "present" };

/** Looks at everything before it writes anything: a folder is never half of one export and half of another. */
async function writeAllOf(out: string, files: readonly ExportedFile[]): Promise<readonly Written[]> {
  await makeFolder(out);
  const other = files[0]?.name === "source-vsa.json" ? "source-vsa.dsse.json" : "source-vsa.json";
  if ((await lstat(join(out, other)).catch(() => undefined)) !== undefined)
    throw new CountersignError("usage.exists", `${out} has another export: ${other}`);
  for (const file of files) await refuseOther(join(out, file.name), file.bytes);
  const written: Written[] = [];
  for (const { name, bytes } of files) written.push({ name, outcome: await writeIfAbsent(join(out, name), bytes) });
  return written;
}

async function refuseOther(path: string, bytes: Uint8Array): Promise<void> {
  if ((await lstat(path).catch(() => undefined)) === undefined) return;
  const there = await readBounded(path, bytes.length).catch(() => undefined);
  if (there === undefined || Buffer.compare(there, bytes) !== 0)
    throw new CountersignError("usage.exists", `${path} exists with other content`);
}

type Levels = { readonly levels: readonly string[]; readonly gaps: readonly string[] };

function outcome(out: string, files: readonly Written[], { commit }: Verdict, { levels, gaps }: Levels): Outcome {
  const json = {
    out,
    commit,
    verifiedLevels: [...levels],
    twoPartyGaps: [...gaps],
    files: files.map((file) => ({ ...file })),
  };
  const text = [
    `${harmless(out)}: ${levels.join(", ")}`,
    ...files.map(({ name, outcome: how }) => `  ${how.padEnd(7)}  ${name}`),
    ...gaps.map((gap) => `  no SLSA_SOURCE_LEVEL_4: ${harmless(gap)}`),
  ];
  return { json, text: text.join("\n") };
}
