/** German. */
export const messages = {}
