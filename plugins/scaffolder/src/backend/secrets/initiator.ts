import type { Credentials } from '@callboard/kernel'

/**
 * Whoever starts a task, for the vault. Only who it is: the token may end long before the task does, and nothing in this
 * process needs it.
 */
export const initiatorText = ({ principal }: Credentials): string => JSON.stringify(principal)

/** The credentials of whoever started a task. What they may do is decided when they do it. */
export function reviveInitiator(text: string): Credentials {
  // Only `initiatorText` writes it, and the vault keeps it from being changed.
  return { principal: JSON.parse(text) as Credentials['principal'] }
}
