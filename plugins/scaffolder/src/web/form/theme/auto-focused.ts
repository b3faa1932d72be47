/** Focuses a control when it appears, where the template says so. React's own attribute works without a word to anybody. */
export const autoFocused = (isWanted: boolean | undefined): ((element: HTMLElement | null) => void) | undefined =>
  isWanted ? focus : undefined

// One function, so that it is called once for each control.
const focus = (element: HTMLElement | null) => element?.focus()
