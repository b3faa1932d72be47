/**
 * Whether a statement only reads, judged by its text. A wrong "no" costs a reader a place in the writers' queue;
 * a wrong "yes" cannot happen to a statement that starts with `insert`, `update`, `delete` or a word of DDL, and
 * would be refused by the read-only connection.
 */
export function onlyReads(text: string): boolean {
  const first = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*([a-z]+)/i.exec(text)?.[1]?.toLowerCase()
  if (first === 'select' || first === 'values')
    return !/\bfor\s+(?:no\s+key\s+)?(?:update|share)\b|\bnextval\b|\bpg_[a-z_]*lock/i.test(text)
  if (first === 'with') return !/\b(?:insert|update|delete|replace|merge)\b/i.test(text)
  return first === 'explain'
}
