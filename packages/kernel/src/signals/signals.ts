/** Pushes small messages to the browsers of people (spec/platform.md 13), on every replica. */
export interface Signals {
  /**
   * @param to - Everybody, or those whose ownership refs contain one of `entityRefs`.
   * @param channel - What browsers subscribe to: `catalog`.
   */
  send(
    to: { type: 'broadcast' } | { type: 'user'; entityRefs: string[] },
    channel: string,
    message: unknown,
  ): Promise<void>
}
