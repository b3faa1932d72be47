/** How much one step may copy or render: what the reading of URLs allows as well, by default. */
export const maxTreeBytes = 200 * 1024 * 1024

/** Files, folders and links of one tree. */
export const maxTreeEntries = 50_000

/** Of whatever is read and written file by file. */
export const filesAtATime = 32
