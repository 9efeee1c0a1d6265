import type { World } from "./world.testing.ts";

/**
 * Every question that a world answers, each once: its own, and that about each of its commits, on the line or beside it,
 * in its own environment and in those that require something else.
 */
export function questions(world: World): readonly World[] {
  if (!isAnswered(world)) return [world];
  const others = world.commits.flatMap(({ name }) =>
    environmentsOf(world).map((environment) => ({ ...world, candidate: name, environment })),
  );
  return [world, ...others.filter((one) => one.candidate !== world.candidate || one.environment !== world.environment)];
}

/** Whether the answer depends on the commit: else all of them are one question. */
function isAnswered({ policy, repository, ref, environment, time, now }: World): boolean {
  return (
    policy.repositories.includes(repository) &&
    policy.refs.some((one) => one.ref === ref) &&
    policy.environments.some(({ id, requires }) => id === environment && requires.length > 0) &&
    now - time <= policy.freshness
  );
}

/** The environment of the world, and one of each other list of requirements. */
function environmentsOf({ policy, environment }: World): readonly string[] {
  const own = policy.environments.filter(({ id }) => id === environment);
  const others = policy.environments.filter(({ id, requires }) => id !== environment && requires.length > 0);
  const asked = [...own, ...others];
  const requiring = (index: number) => asked[index]?.requires.join(" ");
  return asked
    .filter((_, at) => asked.findIndex((_one, before) => requiring(before) === requiring(at)) === at)
    .map(({ id }) => id);
}
