export { httpCosigner } from "./http-cosigner.ts";
export type { WitnessAddress } from "./http-cosigner.ts";
