import type { Hazard } from "../contract.ts";
import { attributes } from "./attributes/attributes.ts";
import { binary } from "./binary/binary.ts";
import { configuration } from "./configuration/configuration.ts";
import { copies } from "./copies/copies.ts";
import { encodedText } from "./encoded-text/encoded-text.ts";
import { encoding } from "./encoding/encoding.ts";
import { generated } from "./generated/generated.ts";
import { hiddenText } from "./hidden-text/hidden-text.ts";
import { lfs } from "./lfs/lfs.ts";
import { links } from "./links/links.ts";
import { moves } from "./moves/moves.ts";
import { offScreen } from "./off-screen/off-screen.ts";
import { paths } from "./paths/paths.ts";
import { scopeHazard } from "./scope/scope.ts";
import { submodules } from "./submodules/submodules.ts";

/** Every hazard of this program, by id. */
export const ALL_HAZARDS: readonly Hazard[] = [
  attributes,
  binary,
  configuration,
  copies,
  encodedText,
  encoding,
  generated,
  hiddenText,
  lfs,
  links,
  moves,
  offScreen,
  paths,
  scopeHazard,
  submodules,
];
