import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "src/pipeline/following.ts";
const FLAGS = "config/flags.yaml";

/** The kill switch and what the viewer muted are no longer read; the rest of the feed stays. */
export const simplifyFollowingFeed: PlannedChange = {
  title: "Simplify following feed",
  edit(draft) {
    draft.replace(PATH, '  if (!isOn(settings.flags, "following_feed", viewer.id)) return EMPTY;\n', "");
    draft.replace(PATH, 'import { isOn } from "../config/flags.ts";\n', "");
    draft.replace(PATH, "  const heard = followed.filter(({ author }) => !viewer.mutedAuthors.has(author.id));\n", "");
    draft.replace(PATH, "heard.filter(", "followed.filter(");
    draft.replace(PATH, "const EMPTY: Feed = { posts: [], modules: [], candidates: 0, dropped: new Map() };\n\n", "");
    draft.replace(
      FLAGS,
      `
following_feed:
  remote: home_following_feed
  availability: 10000
  about: kill switch of the feed of followed authors
`,
      "",
    );
    const test = "src/lumen.test.ts";
    draft.replace(test, "is by time, scores nothing and leaves muted authors out", "is by time and scores nothing");
    draft.replace(test, "score === 0 && !viewer.mutedAuthors.has(post.author.id)", "score === 0");
    draft.replace(test, "posts.every(({ score, post }) =>", "posts.every(({ score }) =>");
  },
  expected: [oracle("guard-removed", "guard.removed", "R4", PATH), oracle("flag", "param.removed", "R2", FLAGS, PATH)],
  allowed: [
    { class: "flag", paths: [FLAGS, PATH] },
    { class: "guard-removed", paths: [FLAGS] },
  ],
};
