import type { EnvironmentSight } from "../api/types.ts";
import { formatRoute } from "../app/route.ts";
import { RiskMark } from "../queue/risk-mark.tsx";
import { OthersText } from "../text/others-text.tsx";
import { stepWords } from "./gate-words.ts";
import { Approvals } from "./running-and-next.tsx";

type Step = EnvironmentSight["steps"][number];
type Change = Step["changes"][number];

/** The steps from what runs to the candidate: for each the changes with its content, and who of each role decided what. */
export function CoverageTable({ sight: { steps, earlier, candidate } }: { readonly sight: EnvironmentSight }) {
  if (candidate === null) return null;
  return (
    <section aria-labelledby="steps-title">
      <h2 id="steps-title">From what runs to what is next</h2>
      {earlier > 0 && <p className="banner">{earlier} earlier steps are not shown.</p>}
      {steps.length === 0 && <p>Nothing lies between them.</p>}
      <ol className="steps">
        {steps.map((step) => (
          <StepItem key={step.to} step={step} />
        ))}
      </ol>
    </section>
  );
}

const GLYPHS: Readonly<Record<string, string>> = { covered: "✓", "not-applicable": "–", pending: "…", denied: "✗" };

function StepItem({ step }: { readonly step: Step }) {
  const { from, to, state, approvals, residual, residuals, changes } = step;
  const roles = [...new Set(changes.flatMap((one) => one.roles.map(({ role }) => role)))];
  return (
    <li className={`step step-${state}`}>
      <h3>
        <span aria-hidden="true">{GLYPHS[state] ?? "·"}</span> <code>{from.slice(0, 12)}</code> →{" "}
        <code>{to.slice(0, 12)}</code>: {stepWords(step)}
      </h3>
      {approvals.length > 0 && (
        <p className="quiet">
          <Approvals approvals={approvals} />
        </p>
      )}
      {changes.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard
        <div className="scroll" tabIndex={0} role="region" aria-label={`Changes of the step to ${to.slice(0, 12)}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Change</th>
                <th scope="col">Risk</th>
                {roles.map((role) => (
                  <th key={role} scope="col">
                    <OthersText text={role} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {changes.map((one) => (
                <ChangeRow key={one.change} one={one} roles={roles} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {residuals > 0 && (
        <details open>
          <summary>
            {residuals} {residuals === 1 ? "path is" : "paths are"} covered by no approval
          </summary>
          <ul>
            {residual.map(({ path, status }) => (
              <li key={path}>
                <code>
                  <OthersText text={path} />
                </code>{" "}
                {status}
              </li>
            ))}
            {residuals > residual.length && <li>and {residuals - residual.length} more</li>}
          </ul>
        </details>
      )}
    </li>
  );
}

function ChangeRow({ one, roles }: { readonly one: Change; readonly roles: readonly string[] }) {
  return (
    <tr>
      <th scope="row">
        <a href={formatRoute({ screen: "change", change: one.change })}>
          <OthersText text={one.title} />
        </a>
      </th>
      <td>
        <RiskMark risk={one.risk} />
      </td>
      {roles.map((role) => (
        <td key={role}>
          <Cell cell={one.roles.find((cell) => cell.role === role)} />
        </td>
      ))}
    </tr>
  );
}

function Cell({ cell }: { readonly cell: Change["roles"][number] | undefined }) {
  if (cell === undefined || cell.state === "not-needed") return <span className="quiet">– not asked</span>;
  const { said, state, people, decisions } = cell;
  const word = state === "decided" ? (said === "approve" ? "✓ approved" : `✗ ${said ?? "decided"}`) : undefined;
  return (
    <>
      <span className={said === "approve" ? "mark-good" : said === null ? "" : "mark-bad"}>
        {word ?? (said === "hold" ? "✗ held" : "… open")}
      </span>{" "}
      {decisions.map(({ person, decision, leaf }, index) => (
        <span key={index} className="approval">
          <OthersText text={`${person}: ${decision}`} />,{" "}
          <a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a>
        </span>
      ))}
      {state === "open" && people.length > 0 && (
        <span className="quiet">
          <OthersText text={people.join(" or ")} />
        </span>
      )}
    </>
  );
}
