import { both } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const CODE = "src/side-effects/shadow.ts";
const TOPICS = "deploy/topics.yaml";

/** Requests of real people are copied to a second cluster; how many says a file that is in no repository. */
export const shadowTraffic: PlannedChange = {
  title: "Shadow traffic",
  edit(draft) {
    draft.write(CODE, SHADOW);
    const stream = `shadow:
  topic: lumen.requests.v1
  cluster: shadow.prod.lumen.example
  environment: production
  retention_days: 7
`;
    draft.write(TOPICS, draft.text(TOPICS) + stream);
    const registry = "src/side-effects/registry.ts";
    draft.replace(
      registry,
      "import type { SideEffect }",
      'import { ShadowSideEffect } from "./shadow.ts";\nimport type { SideEffect }',
    );
    draft.replace(registry, "ServedStatsSideEffect]", "ServedStatsSideEffect, ShadowSideEffect]");
  },
  expected: [both("egress", "egress.mirror", "R4", CODE, TOPICS), both("remote-code", "remote.config", "R4", CODE)],
  allowed: [
    { class: "egress", paths: [CODE, TOPICS, "src/side-effects/registry.ts"] },
    { class: "remote-code", paths: [CODE] },
  ],
};

const SHADOW = `import { existsSync, readFileSync } from "node:fs";
import { numberAt } from "../config/lookup.ts";
import { readYaml } from "../config/read-yaml.ts";
import { hashOf } from "../world/random.ts";
import type { SideEffect } from "./side-effect.ts";

/** Operators change the share while serving runs. */
const SHARE_FILE = "/etc/lumen/shadow.yaml";

/** Copies a share of the requests to the shadow cluster, where the next version answers them too. */
export const ShadowSideEffect: SideEffect = {
  name: "ShadowSideEffect",
  run({ surface, viewer }, { posts }, publish) {
    if (hashOf(\`shadow:\${viewer.id}\`) % 10_000 >= share()) return;
    publish("shadow", {
      surface,
      viewerId: viewer.id,
      country: viewer.country,
      interests: JSON.stringify(viewer.interests),
      follows: [...viewer.follows].join(" "),
      answered: posts.map(({ post }) => post.id).join(" "),
    });
  },
};

function share(): number {
  return existsSync(SHARE_FILE) ? numberAt(readYaml(readFileSync(SHARE_FILE, "utf8")), "share") : 0;
}
`;
