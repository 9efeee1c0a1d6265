import type { RoleGuide } from "../role-guide.ts";

/** The reviewer of the recommender itself. */
export const oracle: RoleGuide = {
  id: "oracle",
  charter:
    "Does this change whom or what the recommender favours, hides, learns from or measures, and is it what its author says? " +
    "Whether the code is elegant or fast is not asked here, and neither is whether the platform may want what it wants: asked is whether what it does is seen, named and agreed.",
  classes: [
    "weight",
    "threshold",
    "source",
    "visibility",
    "entity",
    "feature",
    "feature.personal",
    "label",
    "model",
    "training-data",
    "flag",
    "egress",
    "remote-code",
    "obfuscation",
    "guard-removed",
    "guard-added",
    "metric",
    "nondeterminism",
    "build",
    "redaction",
    "prompt",
    "presentation",
    "logic",
    "opaque",
  ],
  checklist: [
    "Who gains and who loses reach: which authors, topics, countries, languages, and by how much?",
    "Is every number that moved named in the author's text, and does the reason given fit its size?",
    "Does anything here name people, accounts, places or topics, and if so: on what ground, for which viewers, until when, and how is it switched off?",
    "Was a protection, a user's choice, a limit or a measurement taken away?",
    "Is there a part that nobody analysed, and what did I do to understand it?",
    "If this is one step of several: where does it lead?",
  ],
};
