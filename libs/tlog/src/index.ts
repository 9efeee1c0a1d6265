export type { AnsweringWitness, CheckpointAnswer, Witnessed, WitnessedLog } from "./answer-checkpoint.ts";
export { answerAddCheckpoint } from "./answer-checkpoint.ts";
export type { AppendPlan, LogWrite } from "./append.ts";
export { extendLog, planAppend, rebuildLog } from "./append.ts";
export type { Checkpoint } from "./checkpoint.ts";
export { formatCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
export type { Consistency } from "./consistency.ts";
export { checkConsistency, proveConsistency } from "./consistency.ts";
export { addSignatures, cosign, cosignedAt, cosignedMessage } from "./cosignature.ts";
export type { Hasher, Signer, Verifier } from "./crypto.ts";
export type { Edge } from "./edge.ts";
export { EMPTY_EDGE, edgePaths, readEdge } from "./edge.ts";
export type { ReadBundle } from "./entries.ts";
export { readEntries, readVerifiedEntries } from "./entries.ts";
export { MAX_ENTRY_SIZE, checkEntryBundle, formatEntryBundle, parseEntryBundle } from "./entry-bundle.ts";
export type { LogCode } from "./error.ts";
export { LOG_CODES, LogError } from "./error.ts";
export type { Follower } from "./follower.ts";
export { followLog } from "./follower.ts";
export type { Frontier } from "./frontier.ts";
export { EMPTY_FRONTIER, appendLeaf, frontierRoot } from "./frontier.ts";
export { emptyRoot, leafHash, nodeHash } from "./hash.ts";
export type { Inclusion } from "./inclusion.ts";
export { checkInclusion, proveInclusion } from "./inclusion.ts";
export type { KeyType, SignerKey, VerifierKey } from "./key.ts";
export {
  COSIGNATURE,
  ED25519,
  formatSignerKey,
  formatVerifierKey,
  parseSignerKey,
  parseVerifierKey,
  signerKey,
  verifierKey,
} from "./key.ts";
export type { Note, NoteSignature } from "./note.ts";
export {
  MAX_NOTE_SIGNATURES,
  MAX_NOTE_SIZE,
  formatNote,
  formatSignatureLine,
  parseNote,
  parseSignatureLines,
} from "./note.ts";
export type { OpenedCheckpoint } from "./open-checkpoint.ts";
export { openCheckpoint } from "./open-checkpoint.ts";
export { canBeMetTwice, canBeMetWithout } from "./quorum-analysis.ts";
export type { Quorum, QuorumGroup } from "./quorum.ts";
export { checkQuorum, isQuorumMet, quorumWitnesses, vouchedTime } from "./quorum.ts";
export type { OpenedNote } from "./signed-note.ts";
export { openNote, signNote } from "./signed-note.ts";
export type { TextInput } from "./text.ts";
export type { BundleName, TileName } from "./tile-path.ts";
export { formatBundlePath, formatTilePath, parseBundlePath, parseTilePath } from "./tile-path.ts";
export type { ReadTile, TileLevel } from "./tile.ts";
export { TILE_WIDTH, tileLevels } from "./tile.ts";
export type { ListedTrust, ListedWitness } from "./tlog-policy.ts";
export { formatTlogPolicy } from "./tlog-policy.ts";
export type { CheckedProof, TlogProof } from "./tlog-proof.ts";
export { checkTlogProof, formatTlogProof, parseTlogProof } from "./tlog-proof.ts";
export type { Trust, Witness } from "./trust.ts";
export { checkTrust } from "./trust.ts";
export { frontierFromTiles, verifiedTiles } from "./verified-tiles.ts";
export type { AddCheckpoint } from "./witness.ts";
export {
  formatAddCheckpoint,
  formatCosignatures,
  formatWitnessSize,
  parseAddCheckpoint,
  parseCosignatures,
  parseWitnessSize,
} from "./witness.ts";
