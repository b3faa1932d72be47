import { EmptyState, Tag, useText } from '@callboard/web'
import type { DiffLine, FileChange } from '../model/routes.ts'

/** Every file that changes, with the lines that do. */
export function DiffView({ changes }: { changes: readonly FileChange[] }) {
  const t = useText()
  if (changes.length === 0) return <EmptyState title={t('diff.none', 'It changes nothing any more.')} />
  return (
    <>
      {changes.map((change) => (
        <section key={change.path} className="git-change" aria-label={change.path}>
          <h2>
            <code>{change.path}</code> <StatusTag status={change.status} />
          </h2>
          {change.hunks ? (
            <Hunks change={change} />
          ) : (
            <p className="cb-muted">{t('diff.hidden', 'It is no text, or too long to be shown here.')}</p>
          )}
        </section>
      ))}
    </>
  )
}

function StatusTag({ status }: Pick<FileChange, 'status'>) {
  const t = useText()
  if (status === 'added') return <Tag tone="good">{t('diff.added', 'New')}</Tag>
  if (status === 'removed') return <Tag tone="bad">{t('diff.removed', 'Removed')}</Tag>
  return <Tag>{t('diff.modified', 'Changed')}</Tag>
}

function Hunks({ change }: { change: FileChange }) {
  const t = useText()
  return (
    // Long lines are scrolled, by keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="git-diff" tabIndex={0} aria-label={t('diff.lines', 'Lines of {path}', change)}>
      {change.hunks?.map((hunk, place) => (
        <table key={place}>
          <tbody>
            {hunk.lines.map((line) => (
              <Line key={`${line.old}-${line.new}`} line={line} />
            ))}
          </tbody>
        </table>
      ))}
    </section>
  )
}

const signs = { same: ' ', added: '+', removed: '−' } as const

function Line({ line }: { line: DiffLine }) {
  return (
    <tr className={`git-line-${line.kind}`}>
      <td className="git-number">{line.old}</td>
      <td className="git-number">{line.new}</td>
      <td>
        <code>
          {signs[line.kind]} {line.text}
        </code>
      </td>
    </tr>
  )
}
