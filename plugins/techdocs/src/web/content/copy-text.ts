/** Browsers give the clipboard to pages of https and localhost only. */
export const copyText = (text: string): Promise<void> =>
  navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('This page may not use the clipboard.'))
