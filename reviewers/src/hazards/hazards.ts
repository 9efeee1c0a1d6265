import type { Hazard } from "../contract.ts";
import { attributes } from "../detectors/attributes/attributes.ts";
import { binary } from "../detectors/binary/binary.ts";
import { configuration } from "../detectors/configuration/configuration.ts";
import { copies } from "../detectors/copies/copies.ts";
import { encodedText } from "../detectors/encoded-text/encoded-text.ts";
import { encoding } from "../detectors/encoding/encoding.ts";
import { generated } from "../detectors/generated/generated.ts";
import { hiddenText } from "../detectors/hidden-text/hidden-text.ts";
import { lfs } from "../detectors/lfs/lfs.ts";
import { links } from "../detectors/links/links.ts";
import { moves } from "../detectors/moves/moves.ts";
import { offScreen } from "../detectors/off-screen/off-screen.ts";
import { paths } from "../detectors/paths/paths.ts";
import { scopeHazard } from "../detectors/scope/scope.ts";
import { submodules } from "../detectors/submodules/submodules.ts";

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
