import { z } from "zod";
import type { Access } from "../access/actor.ts";
import { CSRF_HEADER } from "../access/csrf.ts";
import type { Route } from "./route.ts";

/** What every refusal looks like (RFC 9457). */
const PROBLEM = z.strictObject({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  code: z.string().describe("Stable; a code never changes its meaning"),
  detail: z.string(),
  remedy: z.string(),
});

/** The table of routes as OpenAPI 3.1, for people and generators of clients. */
export function openApi(routes: readonly Route[], origin: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: "3.1.0",
    info: { title: "Countersign", version: "1", description: "Changes, decisions and the work around them." },
    servers: [{ url: origin }],
    paths,
    components: {
      schemas: { Problem: schemaOf(PROBLEM) },
      responses: { Problem: refused() },
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "A session delivered as a token, or a token of a program",
        },
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: origin.startsWith("https://") ? "__Host-countersign" : "countersign",
        },
      },
    },
  };
}

function operation(route: Route) {
  const { summary, access, body, codes = [] } = route;
  const hasBody = route.method !== "GET" && !(body instanceof z.ZodUndefined);
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[/{}.](\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    description: `${whoMay(access)}${codes.length === 0 ? "" : ` Refuses with ${codes.join(", ")}.`}`,
    ...(access === "public" ? { security: [] } : { security: [{ bearer: [] }, { cookie: [] }] }),
    parameters: [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query"), ...headersOf(route)],
    ...(hasBody
      ? { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body) } } } }
      : {}),
    responses: {
      [route.status]: answerOf(route),
      ...Object.fromEntries(
        Object.entries(route.statuses ?? {}).map(([status, summary]) => [status, answerOf({ ...route, summary })]),
      ),
      ...(route.method === "GET" ? { 304: { description: "The client has it already" } } : {}),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function whoMay(access: Access): string {
  if (access === "public") return "For everybody.";
  if (access === "let-in") return "For people of the policy, and programs whatever their scopes.";
  const people = { all: "For people of the policy", operator: "For people of the operator", none: "For programs" };
  return `${people[access.people]}${access.scope === undefined ? "" : `; programs with the scope ${access.scope}`}.`;
}

function answerOf({ answer, type, summary, status }: Route) {
  if (answer === undefined && type === undefined) return { description: status === 204 ? "Done" : summary };
  const schema = answer === undefined ? { type: "string" } : schemaOf(answer);
  return { description: summary, content: { [type?.split(";")[0] ?? "application/json"]: { schema } } };
}

function refused() {
  const schema = { $ref: "#/components/schemas/Problem" };
  return { description: "Refused", content: { "application/problem+json": { schema } } };
}

function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return json;
}

function parametersOf(schema: z.ZodType, place: "path" | "query") {
  const { properties = {}, required = [] } = schemaOf(schema);
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: one,
  }));
}

function headersOf({ method, once, anyPage }: Route) {
  const header = (name: string, description: string) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  });
  return [
    ...(once !== undefined ? [header("Idempotency-Key", "The same request again has the same answer, for a day")] : []),
    ...(method === "GET" ? [header("If-None-Match", "304 where the client has it already")] : []),
    ...(method !== "GET" && anyPage !== true ? [header(CSRF_HEADER, "With a cookie: what /v1/me says")] : []),
  ];
}
