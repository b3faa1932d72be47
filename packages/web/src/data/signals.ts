/** Small messages that the server pushes (spec/platform.md 13). */
export interface Signals {
  /**
   * Listens to a channel. The first listener opens the connection, the last one closes it.
   *
   * @param onMessage - Called with every message; and with `undefined` when the connection is back after a break, because
   * messages may have been missed.
   * @returns Ends the listening.
   */
  subscribe(channel: string, onMessage: (message: unknown) => void): () => void
}

/** What signals need from their surroundings. */
export interface SignalsOptions {
  /** Opens a connection; rejected when there is no way to sign in now. */
  connect(): Promise<WebSocket>
  /** The wait before the first attempt to connect again; it doubles with every other. Default one second. */
  firstPauseMs?: number
}

const longestPauseMs = 60_000

/** Keeps one WebSocket for all who listen, and opens another when it breaks. */
export function createSignals({ connect, firstPauseMs = 1_000 }: SignalsOptions): Signals {
  const listeners = new Map<string, Set<(message: unknown) => void>>()
  let socket: WebSocket | undefined
  let state: 'closed' | 'opening' | 'open' | 'pausing' = 'closed'
  let attempts = 0
  let wasOpen = false

  async function open() {
    state = 'opening'
    try {
      socket = await connect()
    } catch {
      // Whoever reads by HTTP learns the reason; here only another attempt helps.
      return pause()
    }
    const opened = socket
    opened.addEventListener('open', () => {
      state = 'open'
      attempts = 0
      for (const channel of listeners.keys()) say('subscribe', channel)
      if (wasOpen) for (const group of listeners.values()) for (const listener of group) listener(undefined)
      wasOpen = true
      if (listeners.size === 0) opened.close()
    })
    opened.addEventListener('message', ({ data }) => receive(String(data)))
    opened.addEventListener('close', () => {
      socket = undefined
      if (listeners.size > 0) pause()
      else state = 'closed'
    })
  }

  function pause() {
    state = 'pausing'
    // Spread out, so that a restarted server does not meet everybody at the same instant.
    const wait = Math.min(longestPauseMs, firstPauseMs * 2 ** attempts) * (0.75 + Math.random() / 2)
    attempts += 1
    setTimeout(() => {
      if (listeners.size > 0) void open()
      else state = 'closed'
    }, wait)
  }

  function receive(text: string) {
    // The server sends nothing else (spec/platform.md 13).
    const { channel, message } = JSON.parse(text) as { channel: string; message: unknown }
    for (const listener of listeners.get(channel) ?? []) listener(message)
  }

  function say(action: 'subscribe' | 'unsubscribe', channel: string) {
    if (state === 'open') socket?.send(JSON.stringify({ action, channel }))
  }

  return {
    subscribe(channel, onMessage) {
      const group = listeners.get(channel) ?? new Set()
      if (group.size === 0) {
        listeners.set(channel, group)
        say('subscribe', channel)
      }
      group.add(onMessage)
      if (state === 'closed') void open()
      return () => {
        group.delete(onMessage)
        if (group.size > 0 || listeners.get(channel) !== group) return
        listeners.delete(channel)
        say('unsubscribe', channel)
        if (listeners.size === 0 && state === 'open') socket?.close()
      }
    },
  }
}
