import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Knows whether the running code is inside a transaction of one database, to refuse what would wait for itself for ever
 * (or, on PostgreSQL, silently commit apart from the transaction).
 */
export interface TransactionScope {
  run<T>(work: () => Promise<T>): Promise<T>
  /** @throws Error when a transaction that this code is part of is still open. */
  refuseInside(what: string): void
}

/** The scope of one plugin's database. */
export function createTransactionScope(pluginId: string): TransactionScope {
  const current = new AsyncLocalStorage<{ open: boolean }>()
  return {
    async run(work) {
      const state = { open: true }
      try {
        return await current.run(state, work)
      } finally {
        state.open = false
      }
    },
    refuseInside(what) {
      if (!current.getStore()?.open) return
      throw new Error(
        `${what} was called on the database of plugin "${pluginId}" inside its own open transaction. Use the transaction that was passed to the work function instead.`,
      )
    },
  }
}
