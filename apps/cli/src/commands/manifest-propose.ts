import { resolve } from "node:path";
import { formatBase64, object, oneOf, string } from "@countersign/attest";
import { readAnswer } from "../answer-reading.ts";
import type { Command } from "../command.ts";
import { readManifestFolder } from "../manifest-folder.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { SERVICE_OPTIONS, serviceAccess } from "../service-access.ts";
import { askService } from "../service-client.ts";
import { harmless } from "../terminal.ts";

export const manifestProposeCommand: Command = {
  name: "manifest propose",
  summary: "propose a snapshot of artifacts outside Git: models, flags, remote configuration, lists",
  usage: "manifest propose NAME --dir DIR --url URL [--repository ID] [-m TEXT] [--token-file FILE]",
  details:
    "All files below DIR become the folder NAME of the service's manifest repository: what is not there is taken away. The service captures it like a branch; it is reviewed like any other change. Name large artifacts by their digests, in a file. The same snapshot again changes nothing. JSON: repository, ref, commit, outcome (proposed, present, unchanged).",
  positionals: [1, 1],
  options: {
    dir: { value: "DIR", help: "the folder with the files" },
    repository: { value: "ID", help: "the manifest repository's id in the policy; not needed if there is only one" },
    message: { short: "m", value: "TEXT", help: "what the snapshot is about" },
    ...SERVICE_OPTIONS,
  },
  examples: [
    "manifest propose flags --dir flags/ --url https://countersign.acme.example --token-file registry.token",
    "manifest propose models --dir registry/ --url https://countersign.acme.example -m 'Ranker of November' --json",
  ],
  async run(invocation) {
    const { positionals, required, value } = invocation;
    const { address, token } = await serviceAccess(invocation);
    const name = positionals[0] ?? "";
    const files = await readManifestFolder(resolve(required("dir")));
    const [repository, message] = [value("repository"), value("message")];
    const body = {
      name,
      files: files.map(({ path, content }) => ({ path, content: formatBase64(content) })),
      ...(repository === undefined ? {} : { repository }),
      ...(message === undefined ? {} : { message }),
    };
    const bytes = await askService(address, { method: "POST", path: "/v1/manifests", body, token });
    const answer = readAnswer(form, bytes);
    const file = invocation.value("token-file");
    const as = file === undefined ? "" : ` --token-file ${shellWord(file)}`;
    const land = `manifest land ${shellWord(name)} --commit ${answer.commit} --url ${shellWord(address.base)}${as}`;
    const said = { proposed: "is proposed", present: "was proposed before", unchanged: "is in force already" };
    const next = answer.outcome === "unchanged" ? [] : [`once it is decided: ${nextCommand(invocation, land)}`];
    return {
      json: { ...answer },
      text: [
        `${harmless(name)} with ${files.length} ${files.length === 1 ? "file" : "files"} ${said[answer.outcome]}: ${harmless(answer.commit)}`,
        ...next,
      ].join("\n"),
    };
  },
};

const form = object({
  repository: string,
  ref: string,
  commit: string,
  outcome: oneOf("proposed", "present", "unchanged"),
});
