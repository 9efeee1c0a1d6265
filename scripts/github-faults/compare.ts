import { exactlyOnce, none, same } from "../../apps/service/src/faults/counted.testing.ts";
import type { Counted } from "../../apps/service/src/faults/counted.testing.ts";
import { foretell, saidElsewhere } from "./foretold.ts";
import type { Foretold } from "./foretold.ts";
import type { OneRun } from "./one-run.ts";
import { headOf, nameOf } from "./played.ts";
import type { Act } from "./story.ts";

/** Compares the run in which everything went wrong with the one in which nothing did, and both with the story. */
export function compare(story: readonly Act[], perfect: OneRun, faulty: OneRun): readonly Counted[] {
  const foretold = foretell(story);
  const heads = newestHeads(foretold, faulty);
  const newest = (run: OneRun) => run.gathered.log.changes.filter((line) => heads.has(line.split(" ")[0] ?? ""));
  return [
    ...alone("perfect run: ", foretold, perfect),
    ...alone("", foretold, faulty),
    same("the same world: pull requests", perfect.gathered.pulls.true, faulty.gathered.pulls.true),
    same(
      "checks of open heads, and of what landed unreviewed",
      checksOf(foretold, perfect),
      checksOf(foretold, faulty),
    ),
    exactlyOnce("log: changes of newest heads", newest(perfect), newest(faulty)),
    none("log: changes that nobody proposed", strangersIn(perfect, faulty)),
    same("log: landed without a change that stands for it", perfect.gathered.log.landed, faulty.gathered.log.landed),
    exactlyOnce("log: incidents", perfect.gathered.log.incidents, faulty.gathered.log.incidents),
    exactlyOnce("log: decisions", perfect.gathered.log.reviews, faulty.gathered.log.reviews),
  ];
}

/** What one run has to be without any other. */
function alone(which: string, foretold: ReadonlyMap<number, Foretold>, run: OneRun): readonly Counted[] {
  const { pulls, odd, left, log, deployments } = run.gathered;
  const kept = new Set(pulls.kept.map(numberOf));
  // What was closed before anybody told of it is nobody's any more.
  const heard = pulls.true.filter((line) => kept.has(numberOf(line)) || !line.endsWith(" closed"));
  return [
    none(`${which}undone, parked, or not captured`, left),
    none(`${which}not as GitHub describes it`, run.problems),
    none(
      `${which}failures of our own`,
      [...run.failures.keys()].filter((one) => one.includes(" internal.")),
    ),
    exactlyOnce(`${which}pull requests as they are kept`, heard, pulls.kept),
    none(`${which}changes logged twice`, log.doubled),
    none(`${which}runs doubled, unknown, or that never end`, odd),
    same(`${which}checks as the story tells them`, toldChecks(foretold), checksOf(foretold, run)),
    none(
      `${which}checks that wait, or pass what is in scope, where nobody is asked`,
      saidElsewhere(foretold, run.gathered.checks),
    ),
    none(`${which}checks that say something else when they are asked for again`, run.changed),
    exactlyOnce(`${which}deployments as the gate judges them now`, deployments.judged, deployments.newest),
    exactlyOnce(`${which}attempts to deploy as they are kept`, deployments.there, deployments.kept),
    exactlyOnce(`${which}decisions about deployments, each told once`, deployments.ends, deployments.said),
    none(`${which}deployments that no verdict of the gate allowed`, deployments.unallowed),
    none(`${which}deployments reported more often than GitHub takes`, deployments.overtold),
  ];
}

function toldChecks(foretold: ReadonlyMap<number, Foretold>): readonly string[] {
  return [...foretold].flatMap(([pull, { check }]) => (check === undefined ? [] : [`#${pull + 1} ${check}`]));
}

function checksOf(foretold: ReadonlyMap<number, Foretold>, run: OneRun): readonly string[] {
  const told = [...foretold].filter(([, { check }]) => check !== undefined);
  return told.map(([pull]) => `#${pull + 1} ${run.gathered.checks.get(pull)}`);
}

/** Heads that the log has to have: of what is open, or landed. A head that was replaced may have been gone before anybody looked. */
function newestHeads(foretold: ReadonlyMap<number, Foretold>, { played }: OneRun): ReadonlySet<string> {
  const there = [...foretold].filter(([, { state }]) => state !== "closed");
  return new Set(there.map(([pull]) => nameOf(played, headOf(played, pull))));
}

/** Changes of the faulty run that no head of the story has. */
function strangersIn(perfect: OneRun, faulty: OneRun): readonly string[] {
  const names = new Set(faulty.played.names.values());
  const known = new Map(perfect.gathered.log.changes.map((line) => [line.split(" ")[0] ?? "", line]));
  return faulty.gathered.log.changes.filter((line) => {
    const [name = ""] = line.split(" ");
    return !names.has(name) || (known.get(name) ?? line) !== line;
  });
}

function numberOf(line: string): string {
  return line.split(" ")[0] ?? "";
}
