import type { Events } from '../events/events.ts'
import type { Signals } from './signals.ts'

/** The topic over which replicas hand signals to each other. */
export const signalsTopic = 'signals'

/** What travels on {@link signalsTopic}. */
export interface SignalPayload {
  recipients: { type: 'broadcast' } | { type: 'user'; entityRef: string[] }
  channel: string
  message: unknown
}

/** Sends signals through the events service, so that every replica delivers to the browsers connected to it. */
export function createSignals(events: Events): Signals {
  return {
    async send(to, channel, message) {
      const recipients: SignalPayload['recipients'] =
        to.type === 'broadcast' ? { type: 'broadcast' } : { type: 'user', entityRef: to.entityRefs }
      const payload: SignalPayload = { recipients, channel, message }
      await events.publish({ topic: signalsTopic, payload })
    },
  }
}
