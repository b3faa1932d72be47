/** What a panel's place depends on, in CSS pixels from the top left of the window. */
export interface PanelSurroundings {
  /** The button that the panel belongs to. */
  button: { left: number; right: number; top: number; bottom: number }
  /** As large as its content wants to be. */
  panel: { width: number; height: number }
  window: { width: number; height: number }
  /** Which edge it shares with the button where there is room: `start` the left one. */
  align: 'start' | 'end'
}

/** Where a panel stands, from the top left of its button; and how high it may be before it scrolls. */
export interface PanelPlace {
  left: number
  side: 'below' | 'above'
  maxHeight: number
}

/** Kept free between a panel and the window's edges. */
const edge = 8
/** Between a panel and its button. */
const gap = 4
/** A long list scrolls from here on, where a window has room for more, too. */
const highest = 400

/** Decides where a panel stands so that it never leaves the window. Touches nothing. */
export function placePanel({ button, panel, window, align }: PanelSurroundings): PanelPlace {
  const wanted = align === 'start' ? button.left : button.right - panel.width
  const left = Math.max(edge, Math.min(wanted, window.width - edge - panel.width))
  const below = window.height - button.bottom - gap - edge
  const above = button.top - gap - edge
  const side = Math.min(panel.height, highest) > below && above > below ? 'above' : 'below'
  const room = Math.max(side === 'above' ? above : below, 0)
  return { left: left - button.left, side, maxHeight: Math.min(room, highest) }
}
