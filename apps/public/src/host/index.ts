export { publicPages } from "./public-pages.ts";
export type { PublicParts } from "./public-pages.ts";
export { BUILT_VERIFY_PAGE, readVerifyPage } from "./verify-page.ts";
export type { VerifyPage } from "./verify-page.ts";
