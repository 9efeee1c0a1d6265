/**
 * Rows that answer with another code than the catalogue of the design names, and why. None of them allows where the
 * design does not.
 */
export const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  [
    "A5",
    "gate.verdict-subject leads; gate.verdict-environment and gate.verdict-artifact follow it and say which subject",
  ],
  [
    "A17",
    "gate.no-settled-ancestor for gate.requirement-unsatisfied: a requirement that is new has nothing settled, so no step is weighed before its baseline",
  ],
  [
    "B7",
    "decision.missing for decision.same-organisation: an approval in a role of another organisation is refused (statement.role), so it is never weighed",
  ],
  [
    "B16",
    "attest.sshsig-magic, attest.key-unknown and attest.signature-length besides attest.key-use: a key of another form is no key of that kind before anybody asks for its use",
  ],
  ["B21", "attest.key-unknown for another RP id: the policy lists the application with the key, so it is another key"],
  ["C10", "gate.residual for git.commit-graph: no commit-graph is read, so none is refused, and every edge is found"],
  [
    "D5",
    "text.bidi and text.invisible for text.hidden, text.mixed-script for text.confusable: one code for each hazard, as the recommender's list spells them",
  ],
  ["F10", "log.size where leaves are too many or too few, log.root where they are others: one code a check"],
  [
    "F16",
    "the code of the evidence (attest.predicate-type, attest.namespace, attest.signature-length) for log.leaf-mismatch: what a leaf misnames fails as what it claims to be",
  ],
  [
    "F17",
    "decision.missing for decision.not-logged: the gate reads decisions from the log alone and is never shown one that is not there",
  ],
  ["H8", "policy.missing for log.empty at the gate: no log without leaves has a policy; audit says log.empty"],
  [
    "H12",
    "files.missing where the bundle is a file, web.unreachable where a gate is asked over the network, for bundle.unreachable: the same exit",
  ],
  ["J3", "policy.text for what is empty, too long or has control bytes, before policy.id"],
]);
