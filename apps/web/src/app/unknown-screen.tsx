import { formatRoute } from "./route.ts";

/** An address that leads nowhere: says so, and where work is. */
export function UnknownScreen() {
  return (
    <section className="plain">
      <h1>There is no such page</h1>
      <p>
        <a href={formatRoute({ screen: "queue", query: "" })}>The queue</a> is where work waits.
      </p>
    </section>
  );
}
