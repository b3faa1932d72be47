/** Whether a subscription to `topics` (exact, or a prefix that ends in `.*`) wants this topic. */
export function matchesTopic(topics: readonly string[], topic: string): boolean {
  return topics.some((wanted) => (wanted.endsWith('.*') ? topic.startsWith(wanted.slice(0, -1)) : topic === wanted))
}

/** The same as a condition on the column `topic`. Its text depends only on how many topics of each kind there are. */
export function topicCondition(topics: readonly string[]): { text: string; params: (string | number)[] } {
  const prefixes = topics.filter((topic) => topic.endsWith('.*')).map((topic) => topic.slice(0, -1))
  const exact = topics.filter((topic) => !topic.endsWith('.*'))
  const parts = [...exact.map(() => 'topic = ?'), ...prefixes.map(() => 'substr(topic, 1, ?) = ?')]
  return {
    text: `(${parts.join(' or ')})`,
    params: [...exact, ...prefixes.flatMap((prefix) => [prefix.length, prefix])],
  }
}
