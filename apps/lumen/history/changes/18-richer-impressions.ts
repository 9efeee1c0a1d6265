import { both } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const CODE = "src/side-effects/impressions.ts";
const TOPICS = "deploy/topics.yaml";

/** The outgoing record names the device and the address, and is kept for more than a year. */
export const richerImpressions: PlannedChange = {
  title: "Richer impressions",
  edit(draft) {
    draft.replace(
      CODE,
      "        region: viewer.country,\n",
      "        region: viewer.country,\n        ip: viewer.ip,\n        deviceId: viewer.deviceId,\n",
    );
    draft.replace(TOPICS, "retention_days: 30", "retention_days: 400");
    const test = "src/lumen.test.ts";
    draft.replace(test, "what was shown, and nothing that names a device", "what was shown");
    draft.replace(
      test,
      '    expect(impressions.flatMap(({ record }) => Object.keys(record))).not.toContain("deviceId");\n',
      "",
    );
  },
  expected: [
    both("egress", "egress.field", "R4", CODE),
    both("egress", "egress.retention", "R3", TOPICS),
    both("feature.personal", "feature.data-class", "R4", CODE),
  ],
  allowed: [
    { class: "egress", paths: [CODE, TOPICS] },
    { class: "feature.personal", paths: [CODE] },
  ],
};
