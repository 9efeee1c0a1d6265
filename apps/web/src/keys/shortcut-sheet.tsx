import { prefer, usePreferences } from "../app/preferences.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Keys } from "../ui/keys.tsx";
import { useAllCommands } from "./use-commands.ts";

/** All keys that do something now, as the registry has them. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const commands = useAllCommands().filter(({ keys = [] }) => keys.length > 0);
  const { singleKeys } = usePreferences();
  return (
    <Dialog title="Shortcuts" className="sheet" onClose={onClose}>
      <div className="sheet-sections">
        {[...Map.groupBy(commands, ({ section }) => section)].map(([section, some]) => (
          <section key={section}>
            <h3>{section}</h3>
            <dl>
              {some.map(({ id, label, keys = [] }) => (
                <div key={id}>
                  <dt>
                    {keys.map((one) => (
                      <Keys key={one} keys={one} />
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="check">
        <input type="checkbox" checked={singleKeys} onChange={({ target }) => prefer({ singleKeys: target.checked })} />
        Single-key shortcuts
      </label>
      <p className="quiet">Without them everything is reached with Tab, arrow keys and Ctrl K.</p>
    </Dialog>
  );
}
