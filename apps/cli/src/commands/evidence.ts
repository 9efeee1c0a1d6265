import { formatBase64 } from "@countersign/attest";
import { CountersignError, evidenceAt, parseLeaf } from "@countersign/core";
import { workInHome } from "@countersign/home";
import type { Command } from "../command.ts";
import { parseIndex } from "../leaf-index.ts";

export const evidenceCommand: Command = {
  name: "evidence",
  summary: "print the signed record behind a leaf, byte for byte",
  usage: "evidence INDEX [--salt | --leaf]",
  details:
    "The evidence is a DSSE envelope, printed as it is stored. With the salt and the leaf anybody can check it without this program: the leaf names the SHA-256 of salt and envelope, and ssh-keygen verifies a person's signature (scripts/verify-decision.sh).",
  positionals: [1, 1],
  options: {
    salt: { help: "print the salt instead, in base64" },
    leaf: { help: "print the bytes of the leaf instead" },
  },
  examples: [
    "evidence 4 > decision.json",
    "evidence 4 --salt > decision.salt",
    "evidence 4 --leaf > decision.leaf",
    "evidence 4 --json",
  ],
  async run({ positionals, given, home }) {
    if (given("salt") && given("leaf"))
      throw new CountersignError("usage.option", "--salt and --leaf exclude each other");
    const index = parseIndex(positionals[0] ?? "");
    await using opened = await workInHome(home);
    const { leaf, salt, evidence } = await evidenceAt(opened.parts, index);
    const { kind, sha256 } = parseLeaf(leaf);
    const json = {
      index,
      kind,
      sha256,
      leaf: formatBase64(leaf),
      salt: formatBase64(salt),
      evidence: formatBase64(evidence),
    };
    if (given("json")) return { json, text: "" };
    if (given("salt")) return { json, text: json.salt };
    return { json, text: "", raw: given("leaf") ? leaf : evidence };
  },
};
