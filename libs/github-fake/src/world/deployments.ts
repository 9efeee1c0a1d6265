import type { Hub } from "../hub.ts";
import type { Deployment, DeploymentStatus, Run } from "../state/actions.ts";
import { repositoryUrl } from "../render/repository.ts";
import { known } from "../state/table.ts";
import { emitDeployment, emitDeploymentStatus } from "./run-events.ts";

/** What a deployment is made of. */
export type DeploymentPlan = Pick<Deployment, "repository" | "ref" | "sha" | "environment" | "creator"> &
  Partial<Pick<Deployment, "task" | "description" | "app" | "run">>;

/** Makes a deployment and says so. */
export function addDeployment(hub: Hub, plan: DeploymentPlan): Deployment {
  const now = hub.clock.now();
  const deployment = hub.state.deployments.put({
    id: hub.state.nextId(),
    task: "deploy",
    description: null,
    app: null,
    run: null,
    createdAt: now,
    updatedAt: now,
    ...plan,
  });
  emitDeployment(hub, deployment.id, runOf(hub, deployment));
  return deployment;
}

/** Says how a deployment goes. */
export function addDeploymentStatus(
  hub: Hub,
  deployment: Deployment,
  plan: Pick<DeploymentStatus, "state" | "creator"> & Partial<Pick<DeploymentStatus, "app" | "description" | "logUrl">>,
): DeploymentStatus {
  const repository = known(hub.state.repositories, deployment.repository);
  const status = hub.state.deploymentStatuses.put({
    id: hub.state.nextId(),
    deployment: deployment.id,
    app: null,
    description: "",
    logUrl: deployment.run === null ? "" : `${repositoryUrl(hub, repository)}/actions/runs/${deployment.run}`,
    createdAt: hub.clock.now(),
    ...plan,
  });
  hub.state.deployments.change(deployment.id, { updatedAt: hub.clock.now() });
  emitDeploymentStatus(hub, status, runOf(hub, deployment));
  return status;
}

function runOf({ state }: Hub, { run }: Deployment): Run | undefined {
  return run === null ? undefined : known(state.runs, run);
}
