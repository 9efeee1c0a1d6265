import { emit } from "../deliveries/emit.ts";
import type { Hub } from "../hub.ts";
import { renderAccount } from "../render/account.ts";
import type { Account, Permissions, Token } from "../state/accounts.ts";
import { known } from "../state/table.ts";

/** Adds an account; its login must be free. */
export function createAccount({ state }: Hub, login: string, type: Account["type"] = "User"): Account {
  if (state.accounts.find((one) => one.login.toLowerCase() === login.toLowerCase()) !== undefined)
    throw new Error(`the login ${login} is taken`);
  return state.accounts.put({ id: state.nextId(), login, type });
}

/** Gives an account another login; the old one is free for anybody. */
export function renameAccount(hub: Hub, id: number, login: string): Account {
  const before = known(hub.state.accounts, id);
  const after = hub.state.accounts.change(id, { login });
  for (const installation of hub.state.installations.where(({ account }) => account === id)) {
    const payload = {
      account: renderAccount(hub, after),
      target_type: after.type,
      changes: { login: { from: before.login } },
    };
    emit(hub, { name: "installation_target", action: "renamed", installation, sender: id, payload });
  }
  return after;
}

/** A token with which a person pushes, or asks the API. */
export function createUserToken({ state, clock }: Hub, user: number, permissions: Permissions = {}): Token {
  const id = state.nextId();
  const expiresAt = clock.now() + 365 * 86_400;
  return state.tokens.put({ id, text: `ghp_${id}user`, of: { user }, expiresAt, repositories: null, permissions });
}

/** The account in whose name workflows deploy. */
export function actionsAccount(hub: Hub): number {
  const found = hub.state.accounts.find(({ login }) => login === "github-actions[bot]");
  return (found ?? createAccount(hub, "github-actions[bot]", "Bot")).id;
}
