import type { Entry } from "../change/entry.ts";
import { claimsEntry } from "../policy/requirement.ts";
import type { Policy } from "../policy/policy.ts";
import { roleById } from "../policy/roster.ts";
import type { Coverage, Finding, Packet, PacketRole } from "./packet.ts";
import type { ChangeStandingOptions } from "../decision/change-standing.ts";

/**
 * Who has to decide about entries: by role, the requirements that claim one of them. Classes come from findings; an
 * entry that nobody analysed may be in any class, so requirements by class claim it.
 */
export function packetRoles(
  policy: Policy,
  entries: readonly Entry[],
  { findings, coverage }: { readonly findings: readonly Finding[]; readonly coverage: readonly Coverage[] },
): { readonly [role: string]: PacketRole } {
  const classes = classesByPath(findings, coverage);
  const claimed = policy.requirements.filter((requirement) =>
    entries.some((entry) => claimsEntry(requirement, entry, classes.get(entry.path))),
  );
  const roles = [...new Set(claimed.map(({ role }) => role))].toSorted();
  return Object.fromEntries(
    roles.flatMap((id) => {
      const role = roleById(policy, id);
      if (role === undefined) return [];
      const requirements = claimed.filter((one) => one.role === id).map((one) => one.id);
      return [[id, { organisation: role.organisation, people: role.people, requirements: requirements.toSorted() }]];
    }),
  );
}

/** Classes of findings by path; a path without analysis is absent, which means: any class. */
export function classesByPath(
  findings: readonly Finding[],
  coverage: readonly Coverage[],
): ReadonlyMap<string, readonly string[]> {
  const analysed = coverage.filter((one) => one.analysed !== "none").map(({ path }) => path);
  const classes = new Map<string, string[]>(analysed.map((path) => [path, []]));
  for (const finding of findings) for (const { path } of finding.at) classes.get(path)?.push(finding.class);
  return classes;
}

/** By what a packet says who is asked: the classes of each path, and the requirements that it names. */
export function askedBy(
  packet: Pick<Packet, "findings" | "coverage" | "roles">,
): Pick<ChangeStandingOptions, "classes" | "asked"> {
  const asked = new Set(Object.values(packet.roles).flatMap(({ requirements }) => requirements));
  return { classes: classesByPath(packet.findings, packet.coverage), asked };
}
