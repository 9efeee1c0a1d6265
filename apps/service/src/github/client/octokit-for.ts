import { Octokit as Core } from "@octokit/core";
import { throttling } from "@octokit/plugin-throttling";

const Octokit = Core.plugin(throttling);

/** An octokit that asks as nobody; each call brings its own authorization. */
export type Asker = InstanceType<typeof Octokit>;

/** What one is made with: `name` keeps its place in octokit's throttle, which is one for the whole process. */
export type AskerOptions = {
  readonly name: string;
  readonly api: string;
  readonly userAgent: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Whether octokit spaces writes a second apart, as GitHub asks. */
  readonly paced: boolean;
};

/** Makes one. Nothing is sent twice by it: neither handler of a limit asks for that, and there is no plugin that repeats. */
export function octokitFor({ name, api, userAgent, fetch, paced }: AskerOptions): Asker {
  const quiet = () => {};
  return new Octokit({
    baseUrl: api,
    userAgent,
    request: { fetch },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    throttle: { id: name, enabled: paced, onRateLimit: () => false, onSecondaryRateLimit: () => false },
  });
}
