import { object, string } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { readAnswer } from "../answer-reading.ts";
import type { Command } from "../command.ts";
import { allManifests } from "../manifests.ts";
import { SERVICE_OPTIONS, serviceAccess } from "../service-access.ts";
import type { ServiceAccess } from "../service-access.ts";
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
    const access = await serviceAccess(invocation);
    const { address, token } = access;
    const [name, commit, repository] = [positionals[0] ?? "", required("commit"), value("repository")];
    const body = { name, commit, ...(repository === undefined ? {} : { repository }) };
    const question = { method: "POST", path: "/v1/manifests/land", body, token } as const;
    const bytes = await askService(address, question).catch(async (error: unknown) => {
      throw await whyMissing(error, access, { name, commit, repository });
    });
    const answer = readAnswer(object({ repository: string, ref: string, commit: string }), bytes);
    return { json: { ...answer }, text: `${harmless(name)} is in force: ${harmless(answer.commit)}` };
  },
};

type Named = { readonly name: string; readonly commit: string; readonly repository: string | undefined };

/** To a service, decisions are missing also about what nobody ever proposed. `capture.manifest-unknown`, `capture.manifest-moved` */
async function whyMissing(
  refused: unknown,
  access: ServiceAccess,
  { name, commit, repository }: Named,
): Promise<unknown> {
  if (!(refused instanceof CountersignError) || refused.code !== "decision.missing") return refused;
  // Whoever may land need not be allowed to look.
  const listed = await allManifests(access, repository).catch(() => undefined);
  if (listed === undefined) return refused;
  const proposed = listed.items.find((one) => one.name === name)?.proposed;
  if (proposed?.commit === commit) return refused;
  if (proposed !== null && proposed !== undefined)
    return new CountersignError(
      "capture.manifest-moved",
      `what is proposed of ${name} is ${harmless(proposed.commit)}`,
    );
  const names = listed.items.flatMap((one) => (one.proposed === null ? [] : [harmless(one.name)]));
  const which = names.length === 0 ? "nothing is proposed" : `proposed are: ${names.slice(0, 20).join(", ")}`;
  return new CountersignError("capture.manifest-unknown", `nobody proposed a snapshot of ${name}; ${which}`, {
    remedy: "See the names: countersign manifest list --url URL",
  });
}
