/** What a program beside the service needs to speak for its GitHub App: the settings as the service reads them, and the App's word. */
export { SETTINGS_FILE, SETTINGS_LIMIT, parseSettings } from "../settings/settings.ts";
export type { Secret, Settings } from "../settings/settings.ts";
export { readSecret } from "../settings/secret.ts";
export { appJwt, appKey } from "./client/app-jwt.ts";
