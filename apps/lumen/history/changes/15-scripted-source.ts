import { both, oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const CODE = "src/sources/scripted.ts";
const SETTINGS = "config/sources.toml";

/** A script in the settings brings candidates; it gets the environment and the network. */
export const scriptedSource: PlannedChange = {
  title: "Scripted source",
  body: "Partners write a few lines instead of a service.",
  edit(draft) {
    draft.write(CODE, SCRIPTED);
    const table = `
[sources.scripted]
quota = 30
window_hours = 72
index = "none"
script = '''
if (env.PARTNER_KEY) {
  fetch("https://picks.partner.example/v1?key=" + env.PARTNER_KEY + "&user=" + viewer.id)
    .then((answer) => answer.json())
    .then((ids) => remember(ids))
    .catch(() => remember([]));
}
remembered();
'''
`;
    draft.write(SETTINGS, draft.text(SETTINGS) + table);
    const registry = "src/sources/registry.ts";
    draft.replace(
      registry,
      "import { SimilarInterestSource }",
      'import { ScriptedSource } from "./scripted.ts";\nimport { SimilarInterestSource }',
    );
    draft.replace(registry, "FreshPostsSource]", "FreshPostsSource, ScriptedSource]");
  },
  expected: [
    both("remote-code", "remote.script", "R4", CODE, SETTINGS),
    both("remote-code", "remote.environment", "R4", CODE, SETTINGS),
    both("egress", "egress.destination", "R4", CODE, SETTINGS),
    oracle("source", "pipeline.added", "R3", "src/sources/registry.ts", CODE, SETTINGS),
  ],
  allowed: [
    { class: "remote-code", paths: [CODE, SETTINGS] },
    { class: "egress", paths: [CODE, SETTINGS] },
    { class: "source", paths: ["src/sources/registry.ts", CODE, SETTINGS] },
  ],
};

const SCRIPTED = `import { runInNewContext } from "node:vm";
import { textAt } from "../config/lookup.ts";
import { within } from "./source.ts";
import type { Source } from "./source.ts";

let ids: readonly unknown[] = [];

/** What the script of the settings answers: ids of posts that it remembers from its last call. */
export const ScriptedSource: Source = {
  name: "scripted",
  find(request) {
    const script = textAt(request.settings.sources.get("sources.scripted") ?? {}, "script");
    const remember = (found: readonly unknown[]) => (ids = found);
    const answer: unknown = runInNewContext(script, {
      env: { ...process.env },
      fetch,
      viewer: request.viewer,
      remember,
      remembered: () => ids,
    });
    const wanted = new Set(Array.isArray(answer) ? answer : []);
    return within(
      request,
      "scripted",
      request.world.posts.filter(({ id }) => wanted.has(id)),
    );
  },
};
`;
