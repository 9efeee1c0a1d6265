/** What is looked at elsewhere: the command that shows it. */
const COMMANDS = {
  policy: ["Policy", "The policy in force is explained by command:", "countersign policy explain FILE"],
  unknown: ["There is no such page", "The queue is where work waits.", ""],
} as const;

/** A place that this app does not show: says so, and what does. */
export function LaterScreen({ screen }: { readonly screen: keyof typeof COMMANDS }) {
  const [title, sentence, command] = COMMANDS[screen];
  return (
    <section className="plain">
      <h1>{title}</h1>
      <p>{sentence}</p>
      {command !== "" && <pre>{command}</pre>}
    </section>
  );
}
