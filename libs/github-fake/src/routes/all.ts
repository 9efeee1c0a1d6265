import type { Route } from "../http/route.ts";
import { APP_ROUTES } from "./apps.ts";
import { CHECK_RUN_ROUTES } from "./check-runs.ts";
import { CHECK_SUITE_ROUTES } from "./check-suites.ts";
import { DELIVERY_ROUTES } from "./deliveries.ts";
import { DEPLOYMENT_ROUTES } from "./deployments.ts";
import { ENVIRONMENT_ROUTES } from "./environments.ts";
import { INSTALLATION_ROUTES } from "./installations.ts";
import { PULL_ROUTES } from "./pulls.ts";
import { REF_ROUTES } from "./refs.ts";
import { REPOSITORY_ROUTES } from "./repositories.ts";
import { RULE_ROUTES } from "./rules.ts";
import { RUN_ROUTES } from "./runs.ts";

/** Everything that the REST API answers, one row an operation. */
export const ROUTES: readonly Route[] = [
  ...APP_ROUTES,
  ...INSTALLATION_ROUTES,
  ...DELIVERY_ROUTES,
  ...REPOSITORY_ROUTES,
  ...REF_ROUTES,
  ...PULL_ROUTES,
  ...CHECK_RUN_ROUTES,
  ...CHECK_SUITE_ROUTES,
  ...RULE_ROUTES,
  ...ENVIRONMENT_ROUTES,
  ...RUN_ROUTES,
  ...DEPLOYMENT_ROUTES,
];
