/** Text as it may stand in an element. */
export const escapeText = (text: string) => text.replace(/[&<>]/g, (char) => entities[char] ?? char)

/** Text as it may stand in an attribute between double quotes. */
export const escapeAttribute = (text: string) => text.replace(/[&<>"]/g, (char) => entities[char] ?? char)

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
