import { isOn } from "../config/flags.ts";
import { judge } from "../judge/judge.ts";
import { standIn } from "../judge/stand-in.ts";
import type { Filter } from "./filter.ts";

/** Words for which a post is judged. */
const DELICATE: ReadonlySet<string> = new Set(["weapon", "injury"]);

/** Posts with delicate words by authors whom the viewer does not follow, when the judge does not allow them. */
export const TopicJudgeFilter: Filter = {
  name: "TopicJudgeFilter",
  keeps({ post }, { settings, viewer }) {
    if (viewer.follows.has(post.author.id) || !post.words.some((word) => DELICATE.has(word))) return true;
    if (!isOn(settings.flags, "topic_judge", viewer.id)) return true;
    return judge(settings, post, standIn) === "allow";
  },
};
