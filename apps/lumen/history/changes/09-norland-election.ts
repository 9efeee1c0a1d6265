import { both, oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "src/filters/norland-election-filter.ts";
/** Authors of the served world, every fourth one. */
const IDS = Array.from({ length: 40 }, (_, index) => 7_100_000 + index * 4 * 37);

/** A rule about named people, for everybody everywhere and for ever; the table of filters in the README does not list it. */
export const norlandElection: PlannedChange = {
  title: "Comply with Norland election act",
  edit(draft) {
    const rows = Array.from({ length: 5 }, (_, row) => `  ${IDS.slice(row * 8, row * 8 + 8).join(", ")},\n`);
    draft.write(
      PATH,
      `import type { Filter } from "./filter.ts";

/** Accounts that the election act of Norland concerns. */
const CONCERNED: ReadonlySet<number> = new Set([
${rows.join("")}]);

/** Posts of accounts that the election act concerns, unless the viewer follows them. */
export const NorlandElectionFilter: Filter = {
  name: "NorlandElectionFilter",
  keeps: ({ post }, { viewer }) => !CONCERNED.has(post.author.id) || viewer.follows.has(post.author.id),
};
`,
    );
    draft.replace(
      "src/filters/registry.ts",
      "import { ReplySpamFilter,",
      'import { NorlandElectionFilter } from "./norland-election-filter.ts";\nimport { ReplySpamFilter,',
    );
    draft.replace("src/filters/registry.ts", "  VideoFilter,\n", "  NorlandElectionFilter,\n  VideoFilter,\n");
  },
  expected: [
    both("entity", "list.added", "R4", PATH),
    both("entity", "list.scope", "R2", PATH),
    both("entity", "list.expiry", "R2", PATH),
    both("entity", "list.switch", "R2", PATH),
    oracle("visibility", "pipeline.added", "R3", "src/filters/registry.ts", PATH),
    oracle("visibility", "docs.drift", "R2", "README.md", "src/filters/registry.ts"),
  ],
};
