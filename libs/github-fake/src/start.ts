import { join } from "node:path";
import { runningClock } from "./clock.ts";
import type { FakeClock } from "./clock.ts";
import { deliverySender } from "./deliveries/sender.ts";
import { noFaults } from "./faults/faults.ts";
import type { Faults } from "./faults/faults.ts";
import { gitStore } from "./git/store.ts";
import { RATES, requestLimits } from "./http/limits.ts";
import type { Rates } from "./http/limits.ts";
import { API, githubApp, listen } from "./http/server.ts";
import type { Hub, Validator } from "./hub.ts";
import { background, inOrder } from "./in-order.ts";
import { emptyState } from "./state/state.ts";
import type { State } from "./state/state.ts";
import { switchesWith } from "./switches.ts";
import type { Switches } from "./switches.ts";
import { worldOf } from "./world/world.ts";
import type { World } from "./world/world.ts";

/** How a fake GitHub starts. */
export type FakeOptions = {
  /** Where its repositories are kept, a folder that is there. */
  readonly dir: string;
  /** By default the machine's clock, which can be put forward. */
  readonly clock?: FakeClock;
  /** Decides what is left to chance. */
  readonly seed?: number;
  readonly switches?: Partial<Switches>;
  readonly rates?: Partial<Rates>;
  /** Checks every answer and event; what is wrong is in `problems`. */
  readonly validator?: Validator;
  /** Milliseconds that a receiver of deliveries has; 10,000 as on GitHub. */
  readonly deliveryTimeout?: number;
};

/** A GitHub that runs in this process. */
export type FakeGitHub = AsyncDisposable & {
  /** Pages and Git: `${url}/owner/name.git`. */
  readonly url: string;
  /** For octokit's `baseUrl`. */
  readonly apiUrl: string;
  readonly clock: FakeClock;
  readonly world: World;
  readonly faults: Faults;
  readonly switches: Switches;
  /** What there is, for tests that look behind the API. */
  readonly state: State;
  /** What the validator found, and errors of this GitHub's own. */
  readonly problems: readonly string[];
  /** Does what is due by the clock, and waits until nothing goes on behind the answers any more. */
  readonly settle: () => Promise<void>;
};

/** Starts a GitHub on a free port of this machine. */
export async function startFakeGitHub(options: FakeOptions): Promise<FakeGitHub> {
  const { server, url } = await listen();
  const state = emptyState();
  const clock = options.clock ?? runningClock();
  const faults = noFaults(options.seed ?? 1);
  const problems: string[] = [];
  const work = background((error) => problems.push(`behind an answer: ${String(error)}`));
  const sender = deliverySender({ state, clock, faults, behind: work.start }, options.deliveryTimeout ?? 10_000);
  const hub: Hub = {
    state,
    clock,
    faults,
    problems,
    git: gitStore(join(options.dir, "git")),
    switches: switchesWith(options.switches),
    urls: { site: url, api: `${url}${API}` },
    validator: options.validator,
    inOrder: inOrder(),
    behind: work.start,
    send: sender.send,
  };
  server.on("request", githubApp(hub, requestLimits(hub, { ...RATES, ...options.rates })));
  const world = worldOf(hub);
  const settle = async () => {
    await world.passTime();
    sender.resume();
    await work.idle();
  };
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await work.idle();
  };
  return {
    url,
    apiUrl: hub.urls.api,
    clock,
    world,
    faults,
    switches: hub.switches,
    state,
    problems,
    settle,
    [Symbol.asyncDispose]: close,
  };
}
