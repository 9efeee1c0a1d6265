import type { Command } from "../command.ts";
import { nextCommand } from "../next-command.ts";
import { initHome } from "../init-home.ts";

export const initCommand: Command = {
  name: "init",
  summary: "make a home: the log's key, the service's key, and keys of local witnesses",
  usage: "init --origin NAME [--witness NAME]...",
  details:
    "Prints the public keys that a policy names. A second call shows what is there, and adds the witnesses that it names. " +
    "The home holds private keys and is for its owner alone (0700); it must not lie in a repository.",
  options: {
    origin: { value: "NAME", help: "the log's name for ever, such as log.acme.example/feed" },
    witness: { value: "NAME", many: true, help: "make a cosigner key that lies in this home; may be repeated" },
  },
  examples: ["init --origin log.acme.example/feed", "init --origin log.acme.example/feed --witness oracle-w --json"],
  async run(invocation) {
    const { origin, key, serviceKey, witnesses, made } = await initHome(
      invocation.home,
      invocation.required("origin"),
      invocation.values("witness"),
    );
    const json = { origin, key, serviceKey, witnesses, home: invocation.home.dir };
    const rows = [
      ["home", invocation.home.dir],
      ["log key", key],
      ["service key", serviceKey],
      ...witnesses.map((witness) => ["witness", witness.key]),
    ];
    const lines = rows.map(([name = "", text]) => `${name.padEnd(13)}${text}`);
    const head = made ? `the log ${origin} has a home` : `the log ${origin} has had a home here; nothing was replaced`;
    return { json, text: [head, ...lines, `next: ${nextCommand(invocation, "policy new -o policy.yaml")}`].join("\n") };
  },
};
