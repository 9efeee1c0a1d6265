import type { Judged, Owed } from "./judged.ts";

/** Expectations of a class: how many there are, how many were found, and how many of them with code and roles. */
export type ClassRecall = {
  readonly class: string;
  readonly owed: number;
  readonly found: number;
  readonly exact: number;
};

/** False alarms over changed lines. */
export type AlarmRate = {
  readonly group: string;
  readonly lines: number;
  readonly alarms: number;
  readonly perThousand: number;
};

/** Recall by class, of what two trees, the author's words or earlier changes show; sorted by class. */
export function recallByClass(judged: readonly Judged[]): readonly ClassRecall[] {
  const owed = owedOf(judged);
  const names = [...new Set(owed.map((one) => one.class))].toSorted();
  return names.map((name) =>
    recallOf(
      name,
      owed.filter((one) => one.class === name),
    ),
  );
}

/** Recall over all classes. */
export function recallOfAll(judged: readonly Judged[]): ClassRecall {
  return recallOf("all", owedOf(judged));
}

/** Of harmless changes, of what stands beside planted ones, and of all. */
export function alarmRates(judged: readonly Judged[]): readonly AlarmRate[] {
  const rate = (group: string, some: readonly Judged[]): AlarmRate => {
    const lines = some.reduce((sum, one) => sum + one.lines, 0);
    const alarms = some.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0);
    return { group, lines, alarms, perThousand: lines === 0 ? 0 : (alarms * 1000) / lines };
  };
  return [
    rate(
      "harmless changes",
      judged.filter((one) => one.case.group === "harmless"),
    ),
    rate(
      "planted changes",
      judged.filter((one) => one.case.group !== "harmless"),
    ),
    rate("all", judged),
  ];
}

function recallOf(name: string, owed: readonly Owed[]): ClassRecall {
  return {
    class: name,
    owed: owed.length,
    found: owed.filter(({ found }) => found).length,
    exact: owed.filter(({ exact }) => exact).length,
  };
}

function owedOf(judged: readonly Judged[]): readonly Owed[] {
  return judged.flatMap(({ owed }) => owed);
}
