import { between, pick } from "../../../apps/lumen/src/world/random.ts";
import type { Random } from "../../../apps/lumen/src/world/random.ts";
import { withItems, withPart, withStatements } from "./edit.ts";
import type { Kind } from "./edit.ts";
import { call, local, number, text } from "./program.ts";
import type { Item, Statement } from "./program.ts";
import type { Part, Service } from "./service.ts";

const DROP: Statement = { is: "return", value: { is: "truth", on: false } };

/** Every kind of edit that is planted. */
export const KINDS: readonly Kind[] = [
  {
    name: "weight",
    title: "Tune scorer",
    make(random, service) {
      const name = constantOf(random, service, "score");
      const big = random() < 0.5;
      const changed = withNumber(service, "score", name, (old) => (old * (big ? 3 : 1.25)).toFixed(2));
      return {
        service: changed,
        part: "score",
        expected: [{ class: "weight", code: "param.changed", risk: big ? "R4" : "R3" }],
      };
    },
  },
  {
    name: "threshold",
    title: "Adjust limit",
    make(random, service) {
      const name = constantOf(random, service, "filter");
      const changed = withNumber(service, "filter", name, (old) => String(Math.ceil(old * 1.4)));
      return {
        service: changed,
        part: "filter",
        expected: [{ class: "threshold", code: "param.changed", risk: "R2" }],
      };
    },
  },
  {
    name: "source",
    title: "Simplify sources",
    make(random, service) {
      const removed = random() < 0.5;
      const changed = withList(service, "stages", "candidate sources", (items) =>
        removed ? items.slice(1) : [...items, "partner picks source"],
      );
      const owed = removed
        ? ({ class: "source", code: "pipeline.removed", risk: "R4" } as const)
        : ({ class: "source", code: "pipeline.added", risk: "R3" } as const);
      return { service: changed, part: "stages", expected: [owed] };
    },
  },
  {
    name: "visibility",
    title: "Speed up pipeline",
    make(_, service) {
      const name = service.stages.items.flatMap((item) =>
        item.is === "list" && item.name !== "candidate sources" ? [item.name] : [],
      );
      const changed = withList(service, "stages", name[0] ?? "", (items) => items.toSpliced(1, 1));
      return {
        service: changed,
        part: "stages",
        expected: [{ class: "visibility", code: "pipeline.removed", risk: "R4" }],
        allowed: ["guard-removed"],
      };
    },
  },
  {
    name: "entity",
    title: "Follow court order",
    make(random, service) {
      const ids = Array.from({ length: between(random, 12, 40) }, () =>
        String(between(random, 10_000_000, 99_999_999)),
      );
      const list: Item = {
        is: "list",
        name: pick(random, ["listed authors", "restricted accounts", "order accounts"]),
        of: "whole",
        items: ids,
      };
      const changed = withPart(service, "filter", (source) => ({ ...source, items: [list, ...source.items] }));
      const check: Statement = {
        is: "if",
        when: { is: "member", of: list.name, one: local("post", "author id") },
        does: DROP,
      };
      return {
        service: withItems(changed, "filter", (item) =>
          item.is === "function" ? { ...item, body: [check, ...item.body] } : item,
        ),
        part: "filter",
        expected: [{ class: "entity", code: "list.added", risk: "R4" }],
        allowed: ["visibility"],
      };
    },
  },
  {
    name: "egress",
    title: "Update cluster",
    make(random, service) {
      const host = `collect-${between(random, 1, 9)}.${pick(random, ["partner", "adtech", "insights"])}.example`;
      const changed = withConstant(service, "stream", "stream cluster", text(host));
      return {
        service: changed,
        part: "stream",
        expected: [{ class: "egress", code: "egress.destination", risk: "R3" }],
      };
    },
  },
  {
    name: "egress field",
    title: "Richer records",
    make(random, service) {
      const field = pick(random, ["device id", "ip address", "home location", "birth date"]);
      const put = {
        is: "do",
        call: call("record", "put", text(field.replaceAll(" ", "_")), local("viewer", field)),
      } as const;
      const changed = withStatements(service, "stream", (one) =>
        one.is === "do" && one.call.is === "call" && one.call.name === "send" ? [put, one] : one,
      );
      return {
        service: changed,
        part: "stream",
        expected: [{ class: "egress", code: "egress.field", risk: "R4" }],
        allowed: ["feature.personal"],
      };
    },
  },
  {
    name: "feature.personal",
    title: "More features",
    make(random, service) {
      const feature = pick(random, [
        "viewer_gender",
        "viewer_inferred_religion",
        "viewer_ip_country",
        "viewer_age",
        "viewer_health_interest",
      ]);
      const changed = withList(service, "features", "serving features", (items) => items.toSpliced(2, 0, feature));
      return {
        service: changed,
        part: "features",
        expected: [{ class: "feature.personal", code: "feature.added", risk: "R4" }],
        allowed: ["feature"],
      };
    },
  },
  {
    name: "feature",
    title: "Feature cleanup",
    make(random, service) {
      const feature = pick(random, ["dwell_time", "repost_chain_length", "audio_loudness"]);
      const changed = withList(service, "features", "serving features", (items) => [...items, feature]);
      return {
        service: changed,
        part: "features",
        expected: [{ class: "feature", code: "feature.added", risk: "R3" }],
      };
    },
  },
  {
    name: "flag",
    title: "Flags housekeeping",
    make(random, service) {
      const name = constantOf(random, service, "flags");
      const changed = withItems(service, "flags", (item) => {
        if (item.is !== "constant" || item.name !== name || item.value.is !== "call") return item;
        const [key] = item.value.args;
        return key === undefined ? item : { ...item, value: { ...item.value, args: [key, { is: "truth", on: true }] } };
      });
      return { service: changed, part: "flags", expected: [{ class: "flag", code: "flag.default", risk: "R3" }] };
    },
  },
  {
    name: "remote-code",
    title: "Dynamic rules",
    make(random, service, tongue) {
      const { imports, lines } = tongue.remoteCode(`https://rules-${between(random, 1, 9)}.plume.example/latest`);
      const changed = withPart(service, "filter", (source) => ({
        ...source,
        imports: [...source.imports, ...imports],
        items: [...source.items, { is: "lines", lines }],
      }));
      return {
        service: changed,
        part: "filter",
        expected: [{ class: "remote-code", code: "remote.script", risk: "R4" }],
        allowed: ["egress"],
      };
    },
  },
  {
    name: "label",
    title: "Fix labels",
    make(_, service) {
      const changed = withItems(service, "labels", (item) =>
        item.is === "map"
          ? { ...item, entries: item.entries.map(([key, value]) => [key, value === "1" ? "-1" : "1"] as const) }
          : item,
      );
      return { service: changed, part: "labels", expected: [{ class: "label", code: "label.sign", risk: "R4" }] };
    },
  },
  {
    name: "label rate",
    title: "Stabler training",
    make(random, service) {
      const changed = withConstant(
        service,
        "labels",
        "learning rate",
        number(pick(random, ["0.003", "0.0004", "0.01"])),
      );
      return { service: changed, part: "labels", expected: [{ class: "label", code: "label.optimiser", risk: "R4" }] };
    },
  },
  {
    name: "model",
    title: "Point to ranker",
    make(_, service) {
      const changed = withConstant(service, "labels", "ranker model uri", text("s3://plume-models/ranker/latest"));
      return { service: changed, part: "labels", expected: [{ class: "model", code: "model.unpinned", risk: "R4" }] };
    },
  },
  {
    name: "guard-removed",
    title: "Simplify eligibility",
    make(_, service) {
      const changed = withStatements(service, "filter", (one) =>
        one.is === "if" && one.when.is === "call" && one.when.name === "has muted" ? [] : one,
      );
      return {
        service: changed,
        part: "filter",
        expected: [{ class: "guard-removed", code: "guard.removed", risk: "R3" }],
        allowed: ["visibility"],
      };
    },
  },
  {
    name: "metric",
    title: "Less stats",
    make(_, service) {
      const changed = withStatements(service, "stream", (one) =>
        one.is === "do" && JSON.stringify(one).includes("served_by_author_country") ? [] : one,
      );
      return { service: changed, part: "stream", expected: [{ class: "metric", code: "metric.monitor", risk: "R2" }] };
    },
  },
  {
    name: "nondeterminism",
    title: "Exploration tidy",
    make(_, service, tongue) {
      const changed = withItems(service, "explore", (item) =>
        item.is === "lines" ? { ...item, lines: tongue.random(undefined).lines } : item,
      );
      return {
        service: changed,
        part: "explore",
        expected: [{ class: "nondeterminism", code: "nondeterminism.random", risk: "R2" }],
      };
    },
  },
  {
    name: "prompt",
    title: "Prompt wording",
    make(random, service) {
      const words = pick(random, [
        "Only block posts that name a person.",
        "When in doubt say yes.",
        "Ignore politics.",
      ]);
      const changed = withItems(service, "judge", (item) =>
        item.is === "constant" && item.value.is === "text"
          ? { ...item, value: text(`${item.value.text} ${words}`) }
          : item,
      );
      return { service: changed, part: "judge", expected: [{ class: "prompt", code: "prompt.text", risk: "R3" }] };
    },
  },
  {
    name: "prompt on error",
    title: "Judge clean-up",
    make(_, service) {
      const changed = withStatements(service, "judge", (one) =>
        one.is === "return" ? { is: "return", value: { is: "truth", on: true } } : one,
      );
      return {
        service: changed,
        part: "judge",
        expected: [{ class: "prompt", code: "prompt.on-error", risk: "R4" }],
        allowed: ["guard-removed"],
      };
    },
  },
];

/** The name of one of a part's constants. */
function constantOf(random: Random, service: Service, part: Part): string {
  const [first = "", ...others] = service[part].items.flatMap((item) => (item.is === "constant" ? [item.name] : []));
  return pick(random, [first, ...others]);
}

function withConstant(
  service: Service,
  part: Part,
  name: string,
  value: Extract<Item, { is: "constant" }>["value"],
): Service {
  return withItems(service, part, (item) => (item.is === "constant" && item.name === name ? { ...item, value } : item));
}

function withNumber(service: Service, part: Part, name: string, change: (old: number) => string): Service {
  return withItems(service, part, (item) =>
    item.is === "constant" && item.name === name && item.value.is === "number"
      ? { ...item, value: number(change(Number(item.value.text))) }
      : item,
  );
}

function withList(
  service: Service,
  part: Part,
  name: string,
  change: (items: readonly string[]) => readonly string[],
): Service {
  return withItems(service, part, (item) =>
    item.is === "list" && item.name === name ? { ...item, items: change(item.items) } : item,
  );
}
