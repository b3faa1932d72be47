import type { BrowserConfig } from '../config/browser-config.ts'

/** After how long without a sign of life a person is signed out. */
export interface IdleLimits {
  readonly limitMs: number
  /** This long before, they are asked. */
  readonly askMs: number
  /** Whether time counts while no page is open. */
  readonly countsWhileClosed: boolean
}

/** How it stands with somebody who may have left. */
export type Idleness = { state: 'here' } | { state: 'asked'; secondsLeft: number } | { state: 'gone' }

/** Reads `auth.autologout`; undefined where people stay signed in. */
export function idleLimits(config: BrowserConfig): IdleLimits | undefined {
  if (config.get('auth.autologout.enabled') !== true) return undefined
  const limitMs = numberAt(config, 'auth.autologout.idleTimeoutMinutes', 60) * 60_000
  const askMs = numberAt(config, 'auth.autologout.promptBeforeIdleSeconds', 10) * 1_000
  return {
    limitMs,
    askMs: Math.min(askMs, limitMs / 2),
    countsWhileClosed: config.get('auth.autologout.logoutIfDisconnected') !== false,
  }
}

/** How long ago somebody did something, and what follows. */
export function idlenessAfter(idleMs: number, { limitMs, askMs }: IdleLimits): Idleness {
  if (idleMs >= limitMs) return { state: 'gone' }
  if (idleMs < limitMs - askMs) return { state: 'here' }
  return { state: 'asked', secondsLeft: Math.ceil((limitMs - idleMs) / 1000) }
}

const key = 'callboard.last-sign-of-life'

/** When somebody last did something in any tab, in ms since 1970; undefined when it is not known. */
export function lastSignOfLife(): number | undefined {
  try {
    const text = localStorage.getItem(key)
    return text === null ? undefined : Number(text)
  } catch {
    // Storage is switched off in this browser: each tab counts for itself, from when it was opened.
    return undefined
  }
}

/** Somebody does something, in whichever tab. */
export function giveSignOfLife(nowMs: number): void {
  try {
    localStorage.setItem(key, String(nowMs))
  } catch {
    // As above.
  }
}

const numberAt = (config: BrowserConfig, path: string, preset: number) => {
  const value = Number(config.get(path) ?? preset)
  return value > 0 ? value : preset
}
