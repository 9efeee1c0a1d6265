/** The one name of our check: constant, so that it can be required. */
export const CHECK_NAME = "countersign";
