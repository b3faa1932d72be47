import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from '../logs/logger.ts'
import type { Event } from './events.ts'
import { matchesTopic } from './topics.ts'

/** Handles an event. */
export type Handler = (event: Event) => Promise<void> | void

/** The subscribers of this process. */
export interface Subscribers {
  /** @returns Ends the subscription. */
  add(pluginId: string, topics: readonly string[], handler: Handler): () => void
  /** Tells everyone who wants it, without waiting for them. */
  deliver(event: Event): void
  /** Runs one handler; its failure is logged. */
  handle(pluginId: string, handler: Handler, event: Event): Promise<void>
}

/** Nobody yet. */
export function createSubscribers(log: Logger): Subscribers {
  const all = new Set<{ pluginId: string; topics: readonly string[]; handler: Handler }>()
  // What a subscriber does is no part of the publisher's request or transaction.
  const outside = AsyncLocalStorage.snapshot()
  async function handle(pluginId: string, handler: Handler, event: Event) {
    try {
      await outside(handler, event)
    } catch (error) {
      log.error('event not handled', { plugin: pluginId, topic: event.topic, error })
    }
  }
  return {
    add(pluginId, topics, handler) {
      const subscriber = { pluginId, topics, handler }
      all.add(subscriber)
      return () => all.delete(subscriber)
    },
    deliver(event) {
      for (const { pluginId, topics, handler } of all)
        if (matchesTopic(topics, event.topic)) queueMicrotask(() => void handle(pluginId, handler, event))
    },
    handle,
  }
}
