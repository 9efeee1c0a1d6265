import type { RoleGuide } from "../role-guide.ts";

/** The reviewer of data flows. */
export const dataGuard: RoleGuide = {
  id: "data-guard",
  charter:
    "Which data of which people goes where, for what purpose, under whose control, and can anything be run or read that was not reviewed? " +
    "How the recommender ranks is not asked here, unless it ranks by what it must not know.",
  classes: [
    "entity",
    "feature.personal",
    "training-data",
    "egress",
    "remote-code",
    "obfuscation",
    "build",
    "redaction",
    "opaque",
  ],
  checklist: [
    "Which fields about people are read, kept or sent that were not before, and for what purpose?",
    "Where do they go: which host, which country, under whose keys, and for how long?",
    "Is production data copied to a place that is not production?",
    "Can text from outside the repository decide what runs, or which data is read?",
    "Does the build draw in anything new, and does anything run while it is built?",
    "Is there a part that nobody analysed, and what did I do to understand it?",
  ],
};
