export { generateSshKey } from "./generate-ssh-key.ts";
export type { SshKeyRequest } from "./generate-ssh-key.ts";
export { formatMachineSeed, generateMachineKey, loadMachineKey, parseMachineSeed } from "./machine-key.ts";
export type { MachineKey } from "./machine-key.ts";
export { loadSignerKey, saveSignerKey } from "./signer-key.ts";
export type { Environment } from "./ssh-environment.ts";
export { sshSigner } from "./ssh-signer.ts";
export type { SshKeySource, SshSigner } from "./ssh-signer.ts";
