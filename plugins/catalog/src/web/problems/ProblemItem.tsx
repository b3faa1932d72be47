import type { Entity } from '@callboard/model'
import { EntityLink, SafeLink, Tag, type Text, useText } from '@callboard/web'
import { titleOf } from '../entity-names.ts'
import type { Level, ListedProblem } from './problem-view.ts'
import './problems.css'

/** One problem: what is wrong, with what, where, and what to do about it. */
export function ProblemItem({
  problem,
  entity,
}: {
  problem: ListedProblem
  /** Undefined when what the problem is about never became an entity. */
  entity: Entity | undefined
}) {
  const t = useText()
  const { level, message, hint, ref, code, pointer } = problem
  const editUrl = entity?.metadata.annotations?.['backstage.io/edit-url']
  return (
    <>
      <p className="cat-problem-message">
        <Tag tone={toneOf(level)}>{levelName(level, t)}</Tag> {message}
      </p>
      {hint && <p>{hint}</p>}
      <p className="cat-problem-place">
        {ref && <EntityLink entityRef={ref} title={entity && titleOf(entity)} />}
        <Place problem={problem} />
        {pointer && <code>{pointer}</code>}
        <code>{code}</code>
        {editUrl && <SafeLink href={editUrl}>{t('problem.edit', 'Edit the file')}</SafeLink>}
      </p>
    </>
  )
}

/** `org.yaml:12`, as editors take it; a link where the file is on the web. */
export function Place({ problem: { file, line } }: { problem: Pick<ListedProblem, 'file' | 'line'> }) {
  if (!file) return null
  const place = line ? `${file}:${line}` : file
  if (!/^https?:/.test(file)) return <code>{place}</code>
  return <SafeLink href={line ? `${file}#L${line}` : file}>{place}</SafeLink>
}

/** What people call a level. */
export function levelName(level: Level, t: Text): string {
  if (level === 'error') return t('problems.error', 'Error')
  return level === 'warning' ? t('problems.warning', 'Warning') : t('problems.info', 'Note')
}

const toneOf = (level: Level) => (level === 'error' ? 'bad' : level === 'warning' ? 'warning' : 'plain')
