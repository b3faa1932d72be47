import { useText } from '@callboard/web'
import type { PolicySource } from '../model/role.ts'

/** Where something of the policy stands: a file with its line, the config, or the database. */
export function SourceName({ source: { type, name, line } }: { source: PolicySource }) {
  const t = useText()
  if (type === 'database') return <span className="cb-muted">{t('source.database', 'Database')}</span>
  return (
    <code className="perm-source">
      {name}
      {line !== undefined && `:${line}`}
    </code>
  )
}
