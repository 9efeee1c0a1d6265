import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { IN_TOTO_PAYLOAD_TYPE, formatArmor, pae, parseEnvelope, parseStrict } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { parseChange, personById, policyVersion, rolesOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { inject } from "vitest";
import { EMPTY_DRAFT } from "../src/decide/draft.ts";
import type { Draft } from "../src/decide/draft.ts";
import { statementOf } from "../src/decide/statement.ts";
import type { Speaker, Statement } from "../src/decide/statement.ts";
import { COUNTERSIGN } from "./command.testing.ts";
import { propose } from "./propose.testing.ts";
import type { Stage } from "./stage.ts";

const run = promisify(execFile);

/** Asks the service beside every page, as somebody who is signed in. */
export async function askAs(person: keyof Stage["cookies"], method: string, path: string, body?: unknown) {
  const { origin, cookies } = inject("stage");
  const cookie = `countersign=${cookies[person]}`;
  const me: { readonly csrf: string } = await (await fetch(`${origin}/v1/me`, { headers: { cookie } })).json();
  return fetch(`${origin}${path}`, {
    method,
    headers: {
      cookie,
      origin,
      "sec-fetch-site": "same-origin",
      "x-countersign-csrf": me.csrf,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Proposes a tame change of one file on a branch of its own; from where it stands already, the next revision. */
export async function proposeTame(branch: string, value: number, from = "main"): Promise<void> {
  const { folder } = inject("stage");
  await propose(join(folder, "lumen"), {
    branch: `change/${branch}`,
    from,
    author: "eve",
    message: `Tame ${branch}`,
    async edit(checkout) {
      await mkdir(join(checkout, "config"), { recursive: true });
      await writeFile(join(checkout, `config/tame-${branch}.yaml`), `# Colour of the button.\ncolour: ${value}\n`);
    },
  });
}

/** The change that a branch's proposal is now; empty while there is none. */
export async function tameChange(branch: string): Promise<string> {
  const q = encodeURIComponent(`role:oracle proposal:refs/heads/change/${branch}`);
  const { items } = await (await askAs("dana", "GET", `/v1/queue?q=${q}`)).json();
  const found: readonly { readonly change: string; readonly replacedBy: string | null }[] = items;
  return found.find(({ replacedBy }) => replacedBy === null)?.change ?? "";
}

/** What the log says of a change's content. */
export async function saidOf(
  change: string,
): Promise<readonly { readonly decision: string; readonly person: string; readonly leaf: number }[]> {
  return (await (await askAs("dana", "GET", `/v1/changes/${change}`)).json()).decisions;
}

/** A statement of dana's as the page would make it, made here. */
export async function statementBy(change: string, draft: Partial<Draft>): Promise<Statement> {
  const { record } = await (await askAs("dana", "GET", `/v1/changes/${change}`)).json();
  const stamp = { id: crypto.randomUUID(), time: Math.floor(Date.now() / 1000) };
  const made = statementOf(parseChange(record), await speaker("dana"), { ...EMPTY_DRAFT, ...draft }, stamp);
  if (made === undefined) throw new Error("nothing is said");
  return made;
}

/** A person of the policy in force, in their only role. */
export async function speaker(id: "dana" | "dora"): Promise<Speaker> {
  const bytes = new Uint8Array(await (await askAs(id, "GET", "/v1/policy")).arrayBuffer());
  const { policy } = policyVersion(nodeCrypto, parseStrict(bytes, "policy"));
  const person = personById(policy, id);
  const [role] = person === undefined ? [] : rolesOf(policy, id);
  if (person === undefined || role === undefined) throw new Error(`${id} has no role`);
  return { policy, person, role };
}

/** The envelope of a record as the log has it at a leaf. */
export async function loggedAt(leaf: string): Promise<Envelope> {
  const { stdout } = await run(COUNTERSIGN, ["evidence", leaf, "--home", join(inject("stage").folder, "home")], {
    env: { PATH: process.env["PATH"] },
  });
  return parseEnvelope(new TextEncoder().encode(stdout));
}

/** What stock `ssh-keygen -Y verify` says of a decision, for a key as the policy lists it. */
export async function sshVerify({ payload, signatures }: Envelope, person: string, line: string): Promise<string> {
  using folder = tempFolder();
  const [allowed, signature, message] = ["allowed", "decision.sig", "message"].map((name) => join(folder.path, name));
  if (allowed === undefined || signature === undefined || message === undefined) throw new Error("three names");
  await writeFile(allowed, `${person} ${line}\n`);
  await writeFile(signature, formatArmor(signatures[0]?.sig ?? new Uint8Array()));
  await writeFile(message, pae(IN_TOTO_PAYLOAD_TYPE, payload));
  const verify = [
    "ssh-keygen",
    "-Y",
    "verify",
    "-f",
    allowed,
    "-I",
    person,
    "-n",
    "countersign-review@v1",
    "-s",
    signature,
  ];
  const { stdout } = await run("sh", ["-c", `${verify.join(" ")} < ${message}`]);
  return stdout;
}
