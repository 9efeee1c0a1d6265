import { CountersignError } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import { aligned, oneLine } from "./change-text.ts";
import type { Invocation, Outcome } from "./command.ts";
import { nextCommand } from "./next-command.ts";
import { approveBaseline, findProposal } from "./proposals.ts";
import type { BaselineApproval, Proposal } from "./proposals.ts";
import { openSigner } from "./signing.ts";
import { shortId } from "./terminal.ts";

/** Options that say something about changes only. */
const OF_CHANGES = ["env", "expires", "role", "message", "out", "packet", "again"] as const;

/** Signs the baseline that a call names; undefined when what it names is no proposed baseline of this home. */
export async function approveProposal(invocation: Invocation): Promise<Outcome | undefined> {
  if (invocation.value("bundle") !== undefined) return undefined;
  const proposal = await proposalIn(invocation);
  if (proposal === undefined) return undefined;
  const stray = OF_CHANGES.find(invocation.given);
  if (stray !== undefined)
    throw new CountersignError("usage.option", `--${stray} does not go with the approval of a baseline`);
  invocation.terminal.note(bindingOf(proposal));
  if (!invocation.given("yes") && !(await invocation.terminal.confirm("Sign this?")))
    throw new CountersignError("usage.declined", "nothing was signed");
  await using opened = await workInHome(invocation.home);
  const signer = await openSigner(invocation, contentsOf(opened).policy.policy);
  return outcomeOf(invocation, await approveBaseline(opened, proposal, signer));
}

/** The home is left again while the person is asked. */
async function proposalIn({ home, positionals }: Invocation): Promise<Proposal | undefined> {
  await using opened = await workInHome(home);
  return await findProposal(opened, positionals[0] ?? "");
}

function bindingOf({ id, record }: Proposal): string {
  const { repository, ref, commit, tree, policy, requirements, message } = record;
  return [
    "approve a baseline: everything up to this commit counts as reviewed",
    ...aligned([
      ["baseline", id],
      ["repository", `${repository.id} (${repository.uri})`],
      ["ref", ref],
      ["commit", `${commit}, tree ${tree}`],
      ["policy", `version ${policy.version}, ${policy.sha256}`],
      ["settles", requirements.join(", ")],
      ["message", message === "" ? "(none)" : oneLine(message)],
    ]),
  ].join("\n");
}

function outcomeOf(invocation: Invocation, approval: BaselineApproval): Outcome {
  const { record, person, signed, complete, waitingFor, index, published, statementSha256 } = approval;
  const did = signed ? `${person.id} signed` : `${person.id} has signed already`;
  const waiting = published === false ? "; it counts once the witnesses have cosigned it" : "";
  const state = complete
    ? `the baseline is in the log at leaf ${index}${waiting}`
    : `still to sign: ${waitingFor.join("; ")}`;
  const next = complete ? "queue" : `approve ${shortId(statementSha256)} --key KEY`;
  return {
    json: {
      change: statementSha256,
      decision: "approve",
      kind: "baseline",
      person: person.id,
      commit: record.commit,
      complete,
      waitingFor,
      ...(index === undefined ? {} : { leaf: { index } }),
      statement: { sha256: statementSha256 },
    },
    text: `${did}; ${state}\nnext: ${nextCommand(invocation, next)}`,
  };
}
