import { formatPublicKey, fingerprint } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { runSsh } from "./run-ssh.ts";
import type { Environment } from "./ssh-environment.ts";

/** `ssh-add -L` exits so when it reached no agent (ssh-add(1), EXIT STATUS). */
const NO_AGENT = 2;

/**
 * `keys.agent` unless the agent that `SSH_AUTH_SOCK` names holds the private half of a key; `keys.ssh-keygen` if OpenSSH is
 * not installed.
 */
export async function requireAgentHolds(key: PublicKey, environment: Environment): Promise<void> {
  const answer = await agentHolds(key, environment);
  if (answer === "held") return;
  const name = fingerprint(nodeCrypto, key);
  const detail =
    answer === "absent"
      ? `the ssh-agent does not hold ${name}; run: ssh-add FILE, and ssh-add -L to see what it holds`
      : `no ssh-agent can be reached, and the private half of ${name} should be in one; run: eval "$(ssh-agent)"`;
  throw new CountersignError("keys.agent", detail);
}

async function agentHolds(key: PublicKey, environment: Environment): Promise<"held" | "absent" | "unreachable"> {
  const { status, stdout } = await runSsh("ssh-add", ["-L"], { environment, stderr: "pipe" });
  if (status === NO_AGENT) return "unreachable";
  const line = formatPublicKey(key);
  const held = stdout.split("\n").some((found) => found === line || found.startsWith(`${line} `));
  return held ? "held" : "absent";
}
