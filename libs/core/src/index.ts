export { loginMessage, parseLoginChallenge, verifyLogin } from "./access/login.ts";
export type { Login } from "./access/login.ts";
export { REQUEST_PAYLOAD_TYPE, formatAuthorization, requestPayload, verifyRequest } from "./access/signed-request.ts";
export type { AskedOf, Requester } from "./access/signed-request.ts";
export { CountersignError } from "./error.ts";
export { CLOCK_TOLERANCE, formatTime } from "./time.ts";
export type { Crypto, Sha256 } from "./crypto.ts";
export { exitFor, remedyFor } from "./codes.ts";
export { coAuthors } from "./objects/co-authors.ts";
export { parseCommit } from "./objects/commit.ts";
export type { Commit } from "./objects/commit.ts";
export { diffTrees } from "./objects/diff-trees.ts";
export type { DiffTreesOptions, TreeDifference } from "./objects/diff-trees.ts";
export type { Identity } from "./objects/identity.ts";
export { idSize, parseObjectFormat } from "./objects/object-format.ts";
export type { ObjectFormat } from "./objects/object-format.ts";
export { absentOid, emptyTree, parseOid } from "./objects/oid.ts";
export type { Oid } from "./objects/oid.ts";
export { pathFromBytes, pathToBytes } from "./objects/path.ts";
export type { Path } from "./objects/path.ts";
export { parseRefName } from "./objects/ref-name.ts";
export type { RefName } from "./objects/ref-name.ts";
export type { BlobDigest, CommitWithId, MergeResult, Repository } from "./objects/repository.ts";
export { parseTree } from "./objects/tree.ts";
export type { FileMode, TreeEntry } from "./objects/tree.ts";
export { changeId, checkChange, checkChangeId, identityOf, parseChangeId } from "./change/change-id.ts";
export type { ChangeIdentity, NamesChange } from "./change/change-id.ts";
export { compareContributors, contributorsOf } from "./change/contributors.ts";
export type { Contributors } from "./change/contributors.ts";
export { changeDigest, isChangeDigest } from "./change/digest.ts";
export type { ChangeDigest } from "./change/digest.ts";
export type { Entry, Mode } from "./change/entry.ts";
export { displayPath, formatPath, parsePath } from "./change/path-json.ts";
export type { PathJson } from "./change/path-json.ts";
export { matches, parsePattern } from "./change/pattern.ts";
export type { Pattern } from "./change/pattern.ts";
export { formatCapturedChange, formatChange, parseCapturedChange, parseChange } from "./change/record.ts";
export type {
  CapturedChange,
  ChangeRecord,
  Contributor,
  PacketName,
  PolicyName,
  RepositoryName,
} from "./change/record.ts";
export { proposalKey, replacedBy, revisionsOf } from "./change/revisions.ts";
export type { Revisions } from "./change/revisions.ts";
export { linkTarget } from "./change/link-target.ts";
export { inScope, leadsIntoScope, placeInScope } from "./change/scope.ts";
export type { Scope } from "./change/scope.ts";
export { checkPacket, formatPacket, packetDigest, parsePacket } from "./packet/packet.ts";
export type { Coverage, Finding, Location, Packet, PacketRole, Risk } from "./packet/packet.ts";
export { partitionOf } from "./packet/partition.ts";
export type { Part, Partition } from "./packet/partition.ts";
export { HIGHEST_RISK_TOGETHER, riskOf } from "./packet/risk.ts";
export { askedBy, classesByPath, packetRoles } from "./packet/roles.ts";
export { formatBaseline, parseBaseline } from "./policy/baseline.ts";
export type { Baseline } from "./policy/baseline.ts";
export { firstPolicy, nextPolicy } from "./policy/chain.ts";
export type { ProposedPolicy } from "./policy/chain.ts";
export { checkPolicy } from "./policy/check.ts";
export { RISK_CLASSES, isRiskClass } from "./policy/classes.ts";
export type { RiskClass } from "./policy/classes.ts";
export { comparePolicies } from "./policy/difference.ts";
export type { PolicyDifference } from "./policy/difference.ts";
export { policyVersion } from "./policy/digest.ts";
export { formatDuration, parseDuration, spellDuration } from "./policy/duration.ts";
export { explainPolicy } from "./policy/explain.ts";
export { lintPolicy } from "./policy/lint.ts";
export type { PolicyFacts, PolicyFinding } from "./policy/lint/finding.ts";
export { parsePolicy } from "./policy/parse.ts";
export type {
  CoverageClass,
  Environment,
  LogPolicy,
  Machine,
  Organisation,
  Person,
  Policy,
  PolicyVersion,
  RepositoryPolicy,
  Requirement,
  Role,
  Threshold,
  Witness,
} from "./policy/policy.ts";
export { gateFor, gateKeysOf } from "./policy/gate-keys.ts";
export { formatPolicyRecord, parsePolicyRecord, policyBytes, policySha256 } from "./policy/record.ts";
export type { PolicyRecord } from "./policy/record.ts";
export { POLICY_CODES, policyRemedy } from "./policy/remedies.ts";
export { claims } from "./policy/requirement.ts";
export { formatRoot, parseRoot, pins, rootOf } from "./policy/root.ts";
export type { Root } from "./policy/root.ts";
export {
  environmentById,
  keyHolder,
  keyHolders,
  machineByKey,
  organisationById,
  organisationOf,
  personById,
  personOfGit,
  personOfGithub,
  protectedRef,
  repositoryById,
  requirementById,
  requirementsOf,
  revokedFrom,
  roleById,
  rolesOf,
} from "./policy/roster.ts";
export type { KeyHolder } from "./policy/roster.ts";
export { newPolicy, startingPolicy } from "./policy/template.ts";
export type { PolicyStart, Signatory } from "./policy/template.ts";
export { thresholdMet, unmet } from "./policy/threshold.ts";
export type { Unmet } from "./policy/threshold.ts";
export { exportTlogPolicy, trustOf } from "./policy/trust.ts";
export { formatPolicyYaml } from "./policy/yaml-text.ts";
export { changeStanding, peopleBehind, reviewsOf } from "./decision/change-standing.ts";
export type { ChangeStandingOptions, RequirementStanding } from "./decision/change-standing.ts";
export { changeState, roleStandings } from "./decision/role-standing.ts";
export type { ChangeState, RoleStanding } from "./decision/role-standing.ts";
export { formatReview, parseReview } from "./decision/review.ts";
export type { Decision, Review, RevokeReason } from "./decision/review.ts";
export { standing } from "./decision/standing.ts";
export type { Approval, ApprovalBar, Objection, Standing, StandingQuestion } from "./decision/standing.ts";
export {
  BUNDLE_TYPE,
  MAX_LINE_BYTES,
  bundleReader,
  checkBundleHeader,
  disclosed,
  formatBundleCheckpoint,
  formatBundleHeader,
  formatBundleLeaf,
} from "./log/bundle.ts";
export type {
  BundleHeader,
  BundleItem,
  BundleLeaf,
  BundleReader,
  DisclosedLeaf,
  UndisclosedLeaf,
} from "./log/bundle.ts";
export type {
  LogContents,
  Logged,
  LoggedBaseline,
  LoggedBreakGlass,
  LoggedIncident,
  LoggedPolicy,
  LoggedReview,
  SignedBy,
} from "./log/contents.ts";
export { SALT_BYTES, checkEvidence, commitment } from "./log/evidence.ts";
export { coveringLeaves } from "./log/covering.ts";
export type { Covering } from "./log/covering.ts";
export { formatIncident, parseIncident } from "./log/incident.ts";
export type { Incident } from "./log/incident.ts";
export { incidentStandings, mayClose } from "./log/incident-standing.ts";
export type { IncidentStanding } from "./log/incident-standing.ts";
export { KINDS } from "./log/kind.ts";
export type { Kind } from "./log/kind.ts";
export { MAX_LEAF_BYTES, formatLeaf, parseLeaf } from "./log/leaf.ts";
export type { Leaf } from "./log/leaf.ts";
export { logReader } from "./log/log-reader.ts";
export type { LeafProblem, LogReader, ReadBefore, ReadLog } from "./log/log-reader.ts";
export type { LeafLine } from "./log/open-leaf.ts";
export { formatRecord, parseRecord, recordId } from "./log/record.ts";
export type { AnyRecord, RecordOf } from "./log/record.ts";
export { isOutdated } from "./log/review-rules.ts";
export { breakGlassSigners, isMachineSigned } from "./log/record-signers.ts";
export { verifyMachine, verifyPeople, verifyPerson } from "./log/signers.ts";
export type { Namespace, Signer } from "./log/signers.ts";
export { answer } from "./gate/answer.ts";
export { formatBreakGlass, parseBreakGlass } from "./gate/break-glass.ts";
export type { BreakGlass } from "./gate/break-glass.ts";
export { signingFault, standingFault, timeFault, unreviewedBefore } from "./gate/break-glass-fault.ts";
export type { BreakGlassCode } from "./gate/break-glass-fault.ts";
export { reviewOf, reviewersOf } from "./gate/break-glass-review.ts";
export { checkVerdict, readVerdict } from "./gate/check-verdict.ts";
export type { CheckedVerdict, VerdictFault, VerdictQuestion } from "./gate/check-verdict.ts";
export { composeVerdict } from "./gate/compose-verdict.ts";
export type { SigningLog, VerdictStamp } from "./gate/compose-verdict.ts";
export { formatDeployment, parseDeployment } from "./gate/deployment.ts";
export type { Deployment } from "./gate/deployment.ts";
export type { GateFacts, GateRequest, LineFacts } from "./gate/facts.ts";
export { gateLog } from "./gate/gate-log.ts";
export type { GateLog } from "./gate/gate-log.ts";
export { acceptedRefs } from "./gate/judge.ts";
export { composeReceipt, receiptFaults, withdrawalsSince } from "./gate/receipt.ts";
export type { Done, NamedVerdict } from "./gate/receipt.ts";
export { formatSourceVsa, verifiedLevels } from "./gate/source-vsa.ts";
export type { SourceVsa } from "./gate/source-vsa.ts";
export { twoPartyGaps } from "./gate/two-party.ts";
export { formatVerdict, parseVerdict } from "./gate/verdict-record.ts";
export type { VerdictRecord } from "./gate/verdict-record.ts";
export type {
  ApprovalVerdict,
  EdgeVerdict,
  GateDecision,
  Reason,
  RequirementVerdict,
  Verdict,
} from "./gate/verdict.ts";
export { asIfInForce, asIfRequiring } from "./rehearsal/as-if.ts";
export { parseCases } from "./rehearsal/case.ts";
export type { PolicyCase } from "./rehearsal/case.ts";
export { rehearse } from "./rehearsal/rehearse.ts";
export type { CaseResult } from "./rehearsal/rehearse.ts";
export { evidenceAt, proveRecord, proveUnder } from "./flow/proof.ts";
export { append, beginAppend, republish } from "./flow/append.ts";
export type { AppendResult, Appended, Appending, NewRecord } from "./flow/append.ts";
export { auditFindings, recomputeChange } from "./flow/audit.ts";
export { lenientStore, storedLog } from "./flow/stored-log.ts";
export { bundledLog } from "./flow/bundled-log.ts";
export { openMonitor } from "./flow/monitor.ts";
export type { Monitor, MonitorParts, MonitorTurn } from "./flow/monitor.ts";
export type { AlarmSink } from "./flow/deliver.ts";
export { servedLog } from "./flow/served-log.ts";
export { watchLog } from "./flow/watch-log.ts";
export type { LogConflict, LogReading, LogSight, LogSource, WatchedLog } from "./flow/watch-log.ts";
export { watchRef } from "./flow/watch-ref.ts";
export type { FollowedRepository } from "./flow/watch-repository.ts";
export { alarm } from "./monitor/alarm.ts";
export type { Alarm, AlarmPlace, StandingAlarm } from "./monitor/alarm.ts";
export { eventJson, eventText } from "./monitor/event.ts";
export type { AlarmEvent } from "./monitor/event.ts";
export { formatMonitorState, newMonitorState, parseMonitorState } from "./monitor/monitor-state.ts";
export { isQuiet, statusJson } from "./monitor/status.ts";
export { graceFor } from "./monitor/unread.ts";
export type { MonitorStatus } from "./monitor/status.ts";
export { STATUS_PAGE_HEADERS, statusPage } from "./monitor/status-page.ts";
export { judgeDeployments } from "./flow/audit-deployments.ts";
export { lateApprovals, recordFindings, verdictFindings } from "./flow/audit-records.ts";
export { parseInventory, runningFindings } from "./flow/audit-running.ts";
export type { RunningTarget } from "./flow/audit-running.ts";
export type { AuditFinding, Recomputed } from "./flow/audit.ts";
export { bareBundleLines, bundleLines } from "./flow/bundle.ts";
export { bundlePackets, readBundle, sound } from "./flow/read-bundle.ts";
export { capture, claimOf, resultTree } from "./flow/capture.ts";
export type { Analyse, Capture, CaptureParts, CaptureRequest } from "./flow/capture.ts";
export { cosignCheckpoint, formatWitnessState, parseWitnessState } from "./flow/cosign.ts";
export type { CosignOutcome, CosignRequest, WitnessState } from "./flow/cosign.ts";
export { alreadySaid, checkNotSuperseded, composeReview, findChange, roleFor, signerOf } from "./flow/decide.ts";
export type { DecisionRequest, DecisionStamp } from "./flow/decide.ts";
export { concurrently } from "./flow/concurrently.ts";
export { inTurn } from "./flow/in-turn.ts";
export type { InTurn } from "./flow/in-turn.ts";
export { scopedEntries } from "./flow/entries.ts";
export { stepSights } from "./flow/step-sights.ts";
export type { LinePart, StepSight } from "./flow/step-sights.ts";
export { aboutLog } from "./flow/saved-log.ts";
export { followState, storeKnown } from "./flow/follow-state.ts";
export { gate } from "./flow/gate.ts";
export type { Classify } from "./flow/class-facts.ts";
export { rememberedClasses } from "./flow/remembered-classes.ts";
export type { GateParts, ObjectSource } from "./flow/gate.ts";
export { readLine } from "./flow/line.ts";
export { gateWithState } from "./flow/state-gate.ts";
export type { KnownLog } from "./flow/state-gate.ts";
export { tileReader, withLogFiles } from "./flow/log-files.ts";
export type { ContentStore, CosignAnswer, Cosigner, Files, LogParts } from "./flow/log-parts.ts";
export {
  AWAITING,
  CHECKPOINT,
  awaitingQuorum,
  ownKey,
  publish,
  publishedCheckpoint,
  refreshCosignatures,
} from "./flow/publish.ts";
export type { Publication } from "./flow/publish.ts";
export { followOwnLog, leafLines, ownLogSoFar, publishedLines, readOwnLog } from "./flow/read-log.ts";
export type { OwnLog } from "./flow/read-log.ts";
export { readerAhead } from "./flow/reader-ahead.ts";
export type { ReaderAhead } from "./flow/reader-ahead.ts";
export { formatGateState, parseGateState } from "./state/gate-state.ts";
export type { GateState } from "./state/gate-state.ts";
export { rollbackFromState } from "./flow/rollback.ts";
export { SEQUENCE } from "./flow/sequence.ts";
export { openSealed, sealState } from "./state/seal.ts";
