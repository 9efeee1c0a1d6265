import { object, string } from "@countersign/attest";
import { readAnswer } from "../answer-reading.ts";
import type { Command } from "../command.ts";
import { SERVICE_OPTIONS, serviceAccess } from "../service-access.ts";
import { askService } from "../service-client.ts";
import { harmless } from "../terminal.ts";

export const manifestLandCommand: Command = {
  name: "manifest land",
  summary: "put a proposed snapshot in force once it is decided for",
  usage: "manifest land NAME --commit OID --url URL [--repository ID] [--token-file FILE]",
  details:
    "The service moves main of its manifest repository to the snapshot when all whom the policy asks decided for it. Exit 3 while decisions are missing, 4 where it was rejected. Whether what landed may be deployed is a gate's to say. JSON: repository, ref, commit.",
  positionals: [1, 1],
  options: {
    commit: { value: "OID", help: "the full id of the proposed commit" },
    repository: { value: "ID", help: "the manifest repository's id in the policy; not needed if there is only one" },
    ...SERVICE_OPTIONS,
  },
  examples: [
    "manifest land flags --commit 5c81d94d30f1a2b35c81d94d30f1a2b35c81d94d --url https://countersign.acme.example",
  ],
  async run(invocation) {
    const { positionals, required, value } = invocation;
    const { address, token } = await serviceAccess(invocation);
    const [name, commit, repository] = [positionals[0] ?? "", required("commit"), value("repository")];
    const body = { name, commit, ...(repository === undefined ? {} : { repository }) };
    const bytes = await askService(address, { method: "POST", path: "/v1/manifests/land", body, token });
    const answer = readAnswer(object({ repository: string, ref: string, commit: string }), bytes);
    return { json: { ...answer }, text: `${harmless(name)} is in force: ${harmless(answer.commit)}` };
  },
};
