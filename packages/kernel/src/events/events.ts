/** Something that has happened, owner first: `catalog.entity-refreshed`. */
export interface Event<T = unknown> {
  topic: string
  payload: T
  /** Lower-case names; for webhooks the HTTP headers. */
  metadata?: Record<string, string>
}

/** Publishes and subscribes, in this process and, through PostgreSQL LISTEN/NOTIFY, in all replicas. */
export interface Events {
  /** Resolves when the event was handed over; failures of subscribers are logged, never thrown to the publisher. */
  publish(event: Event): Promise<void>
  /**
   * @param topics - Exact topics, or a prefix ending in `.*`.
   * @param options - `scope: 'every-replica'` (default) delivers in each process; `'one-replica'` delivers once across
   *   replicas, at least once when one dies in the middle; it needs a stable `id`.
   * @returns Ends the subscription.
   */
  subscribe(
    topics: string[],
    handler: (event: Event) => Promise<void> | void,
    options?: { scope?: 'every-replica' } | { scope: 'one-replica'; id: string },
  ): () => void
}
