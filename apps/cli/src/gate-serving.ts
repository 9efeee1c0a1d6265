import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  IN_TOTO_PAYLOAD_TYPE,
  formatBase64,
  formatEnvelope,
  parseBase64,
  parseEnvelope,
  signEnvelope,
} from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files/reading";
import { loadMachineKey } from "@countersign/adapters/keys";
import { logClient, logServerAt } from "@countersign/adapters/log";
import { systemClock } from "@countersign/adapters/time";
import { exitFor, remedyFor } from "@countersign/core/codes";
import { CountersignError, composeReceipt, formatRecord, parseRecord, readVerdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { verdictId } from "@countersign/home/verdict-id";
import { eventLines, serveGate } from "@countersign/service";
import type { Gate, GateAnswer, GatePlace, GateQuestion, GateReceipt } from "@countersign/service";
import type { Called, Invocation, Outcome } from "./command.ts";
import { listenAddress } from "./listen-address.ts";
import { readRoot } from "./pinned-root.ts";
import { documentOf } from "./relay.ts";
import { serverUrl } from "./server-url.ts";
import { openStateFolder } from "./state-folder.ts";

/** What every answer of one gate is made with. */
type Serving = GatePlace & { readonly invocation: Invocation };

const CALLERS_LIMIT = 1024 * 1024;

/** Serves the gate over HTTP until a signal ends it: each question is answered by the same command that answers it here. */
export async function serveGateOver(invocation: Invocation): Promise<Outcome> {
  const { required, value, values, terminal, stopping } = invocation;
  const log = serverUrl(required("from"));
  if (values("repo").length === 0)
    throw new CountersignError("usage.missing", "--repo ID=PATH is missing: this gate could judge no commit at all");
  const serving: Serving = {
    invocation,
    files: { root: resolve(required("root")), state: resolve(required("state")), key: resolve(required("key")) },
    log: () => log,
    repositories: new Map(values("repo").map(repositoryOf)),
  };
  const callers = new TextDecoder().decode(await readBounded(required("callers"), CALLERS_LIMIT));
  const events = eventLines((line) => terminal.note(line.trimEnd()), systemClock().now);
  const stop = stopping();
  {
    await using server = await serveGate({
      gate: gateOver(serving),
      dir: join(serving.files.state, "answers"),
      callers,
      ...listenAddress(value("listen") ?? "127.0.0.1:7382"),
      events,
    });
    events.listening(server.url, (await readRoot(serving.files.root)).log.origin);
    if (!stop.aborted) await once(stop, "abort");
  }
  return { json: { stopped: true }, text: "stopped; every question that came in was answered" };
}

/** The gate at a place: each question is answered by the same command that answers it here. */
export function gateOver(serving: Serving): Gate {
  return {
    evaluate: (question) => evaluate(serving, question),
    receive: (receipt, answer) => receive(serving, receipt, answer),
  };
}

function repositoryOf(text: string): readonly [string, string] {
  const [, id, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (id !== undefined && path !== undefined) return [id, resolve(path)];
  throw new CountersignError(
    "usage.option",
    `--repo ${JSON.stringify(text.slice(0, 200))}: with --serve it is ID=PATH`,
  );
}

/** Fetches what is new of the log, and asks the command. */
async function evaluate(serving: Serving, question: GateQuestion): Promise<GateAnswer> {
  const { invocation, files, repositories } = serving;
  const { requestId, repository, ref, commit, environment, artifact, intent } = question;
  const folder = await mkdtemp(join(tmpdir(), "countersign-gate-"));
  try {
    const [bundle, verdict] = [join(folder, "log.bundle"), join(folder, "verdict.json")];
    const asked = { repository: repository.id, ref, commit, env: environment };
    const signed = { key: files.key, verdict, request: requestId, root: files.root, state: files.state };
    const fetched = await logInto(bundle, serving, question);
    if (fetched.exit !== 0 && intent === "deploy") return { exit: fetched.exit, document: documentOf(fetched) };
    const path = repositories.get(repository.id);
    if (path === undefined && intent === "deploy")
      throw new CountersignError("usage.repository", `this gate was given no --repo ${repository.id}=PATH`);
    const called = await invocation.call([
      "gate",
      "--json",
      ...options({ ...asked, ...signed }),
      ...options(fetched.exit === 0 ? { bundle } : {}),
      ...options(artifact === null ? {} : { artifact: artifact.digest }),
      ...(intent === "rollback" ? ["--rollback"] : options({ repo: path ?? "" })),
    ]);
    const { verdictFile: _, ...document } = documentOf(called);
    requireUri(question, document);
    return { exit: called.exit, document };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Options with their values in one word each, so that no value that a caller chose is read as an option. */
function options(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}

/** What is new of the log: as the question brings it, else as the log server has it. */
async function logInto(path: string, { invocation, files, log }: Serving, { bundle }: GateQuestion): Promise<Called> {
  if (bundle !== undefined) {
    await writeFile(path, parseBase64(bundle, "statement"));
    return { exit: 0, stdout: "", stderr: "" };
  }
  const since = String(await knownSize(files));
  const asked = { from: log(), root: files.root, "machine-key": files.key, since, output: path };
  return invocation.call(["bundle", "--json", ...options(asked)]);
}

/** How many leaves the gate's state knows already. */
async function knownSize({ root, state }: Serving["files"]): Promise<number> {
  await using folder = await openStateFolder(state, await readRoot(root));
  return folder.state?.frontier.size ?? 0;
}

/** A repository is its id, and whoever names its address as well means the policy's. `policy.repository` */
function requireUri({ repository: { id, uri } }: GateQuestion, { verdict }: JsonObject): void {
  if (uri === undefined || typeof verdict !== "string") return;
  const { payload } = parseEnvelope(parseBase64(verdict, "internal"));
  const { record } = parseRecord(nodeCrypto, "verdict", payload);
  if (record.repository.uri === uri) return;
  throw new CountersignError(
    "policy.repository",
    `the policy says that ${id} is at ${String(record.repository.uri)}, and the question that it is at ${uri}`,
  );
}

/** Signs a receipt for a verdict of this gate, and hands it to the log. */
async function receive(
  { files, log }: Serving,
  { verdict, state }: GateReceipt,
  answer: GateAnswer,
): Promise<GateAnswer> {
  const key = await loadMachineKey(files.key);
  const { verdict: text } = answer.document;
  const signed = typeof text === "string" ? parseEnvelope(parseBase64(text, "state")) : undefined;
  if (signed === undefined || verdictId(signed) !== verdict)
    throw new CountersignError("gate.verdict-subject", "this gate answered the request with another verdict");
  const record = readVerdict(nodeCrypto, signed, [key.publicKey]);
  const done = { state, commit: undefined, environment: undefined, artifact: undefined };
  const receipt = composeReceipt({ id: verdict, record }, done, systemClock().now());
  const envelope = signEnvelope(nodeCrypto, {
    seed: key.seed,
    keyid: signed.signatures[0]?.keyid ?? "",
    payloadType: IN_TOTO_PAYLOAD_TYPE,
    payload: formatRecord(nodeCrypto, "deployment", receipt),
  });
  const { log: pinned } = await readRoot(files.root);
  const client = logClient(logServerAt(log()), { origin: pinned.origin, clock: systemClock() });
  const signedReceipt = { receipt: formatBase64(formatEnvelope(envelope)) };
  const submitted = await client.submit(envelope);
  if ("refused" in submitted) {
    const { code, detail } = submitted.refused;
    return { exit: exitFor(code), document: { code, message: detail, remedy: remedyFor(code), ...signedReceipt } };
  }
  if ("kept" in submitted) throw new CountersignError("log.answer", "a witness answered in the place of the log");
  const { index, waitingFor } = submitted.logged;
  return { exit: 0, document: { leaf: { index }, waitingFor, ...signedReceipt } };
}
