/** What a site may be at the most. What is over is left out, and its owner is told. */
export interface CopyLimits {
  maxFileBytes: number
  maxSiteBytes: number
  maxFiles: number
}

/** Far over what docs need, and what a database takes without complaint. */
export const copyLimits: CopyLimits = {
  maxFileBytes: 20 * 1024 * 1024,
  maxSiteBytes: 200 * 1024 * 1024,
  maxFiles: 10_000,
}
