import type { ServiceRow } from "./service-row.ts";
import type { LoadedStage } from "./loaded-stage.ts";

/** A benchmark of the running service; all of them meet the same one, with the same log. */
export type ServiceBenchmark = {
  readonly name: string;
  readonly about: string;
  /** `samples`: how often each thing is done. */
  readonly measure: (stage: LoadedStage, samples: number) => Promise<readonly ServiceRow[]>;
};
