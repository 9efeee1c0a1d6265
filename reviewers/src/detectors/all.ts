import type { Detector } from "../contract.ts";
import { build } from "./build/build.ts";
import { egress } from "./egress/egress.ts";
import { entity } from "./entity/entity.ts";
import { feature } from "./feature/feature.ts";
import { flag } from "./flag/flag.ts";
import { guardAdded } from "./guard-added/guard-added.ts";
import { guardRemoved } from "./guard-removed/guard-removed.ts";
import { label } from "./label/label.ts";
import { logic } from "./logic/logic.ts";
import { metric } from "./metric/metric.ts";
import { model } from "./model/model.ts";
import { nondeterminism } from "./nondeterminism/nondeterminism.ts";
import { presentation } from "./presentation/presentation.ts";
import { prompt } from "./prompt/prompt.ts";
import { redaction } from "./redaction/redaction.ts";
import { remoteCode } from "./remote-code/remote-code.ts";
import { source } from "./source/source.ts";
import { threshold } from "./threshold/threshold.ts";
import { trainingData } from "./training-data/training-data.ts";
import { visibility } from "./visibility/visibility.ts";
import { weight } from "./weight/weight.ts";

/** Every detector, by id. */
export const ALL_DETECTORS: readonly Detector[] = [
  build,
  egress,
  entity,
  feature,
  flag,
  guardAdded,
  guardRemoved,
  label,
  logic,
  metric,
  model,
  nondeterminism,
  presentation,
  prompt,
  redaction,
  remoteCode,
  source,
  threshold,
  trainingData,
  visibility,
  weight,
];
