import { oracle, seenFrom } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

/** A new source, as the title says; the quota of another one falls without a word. */
export const addFreshPosts: PlannedChange = {
  title: "Add fresh-posts source",
  body: "Brings posts of the last hours by anybody, so that new authors are met.",
  edit(draft) {
    draft.write(
      "src/sources/fresh-posts.ts",
      `import { byAge, within } from "./source.ts";
import type { Source } from "./source.ts";

/** The newest posts in the viewer's language, whoever wrote them. */
export const FreshPostsSource: Source = {
  name: "fresh_posts",
  find(request) {
    const posts = request.world.posts.filter(({ language }) => language === request.viewer.language);
    return within(request, "fresh_posts", posts.toSorted(byAge));
  },
};
`,
    );
    draft.replace(
      "src/sources/registry.ts",
      'import { FollowedSource } from "./followed.ts";\n',
      'import { FollowedSource } from "./followed.ts";\nimport { FreshPostsSource } from "./fresh-posts.ts";\n',
    );
    draft.replace("src/sources/registry.ts", "SimilarInterestSource]", "SimilarInterestSource, FreshPostsSource]");
    const table = '\n[sources.fresh_posts]\nquota = 60\nwindow_hours = 6\nindex = "posts_by_time_v1"\n';
    draft.write("config/sources.toml", draft.text("config/sources.toml") + table);
    draft.replace("config/sources.toml", "quota = 120", "quota = 80");
  },
  expected: [
    oracle(
      "source",
      "pipeline.added",
      "R3",
      "src/sources/registry.ts",
      "src/sources/fresh-posts.ts",
      "config/sources.toml",
    ),
    oracle("threshold", "param.changed", "R2", "config/sources.toml"),
    seenFrom("claim", oracle("threshold", "claim.unexplained", "R2", "config/sources.toml")),
  ],
  allowed: [
    { class: "source", paths: ["src/sources/registry.ts", "src/sources/fresh-posts.ts", "config/sources.toml"] },
  ],
};
