import type { Signals } from '../data/signals.ts'

/** Signals without a server, and the way to send some. */
export function memorySignals() {
  const listeners = new Map<string, Set<(message: unknown) => void>>()
  const signals: Signals = {
    subscribe(channel, onMessage) {
      const group = listeners.get(channel) ?? new Set()
      listeners.set(channel, group.add(onMessage))
      return () => group.delete(onMessage)
    },
  }
  return {
    signals,
    send(channel: string, message: unknown) {
      for (const listener of listeners.get(channel) ?? []) listener(message)
    },
  }
}
