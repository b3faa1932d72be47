import { Button, useRead, useText } from '@callboard/web'
import { useId } from 'react'
import { problems as listProblems, listSources } from '../../model/routes-insight.ts'
import { levelName } from './ProblemItem.tsx'
import { countCodes, type Level, type ProblemView } from './problem-view.ts'

const levels: readonly Level[] = ['error', 'warning', 'info']

/** What the problems are narrowed by, and how they are grouped. */
export function ProblemFilters({ view, go }: { view: ProblemView; go: (next: ProblemView) => void }) {
  const t = useText()
  const id = useId()
  // Without the chosen code: the others are to be chosen from.
  const { items } = useRead(listProblems, { query: { limit: 500, level: view.level, sourceId: view.sourceId } })
  const codes = countCodes(items)
  return (
    <section className="cat-toolbar cat-problem-filters" aria-label={t('problem-page.filters', 'Filters')}>
      <Choice
        label={t('problem-page.level', 'Severity')}
        value={view.level ?? ''}
        options={[['', t('problem-page.any', 'Any')], ...levels.map((level) => [level, levelName(level, t)] as const)]}
        onChoose={(value) => go({ ...view, level: levels.find((level) => level === value) })}
      />
      <Choice
        label={t('problem-page.code', 'Code')}
        value={view.code ?? ''}
        options={[
          ['', t('problem-page.any', 'Any')],
          ...(view.code && !codes.some(([code]) => code === view.code) ? [[view.code, view.code] as const] : []),
          ...codes.map(([code, count]) => [code, `${code} (${count})`] as const),
        ]}
        onChoose={(value) => go({ ...view, code: value || undefined })}
      />
      <Choice
        label={t('problem-page.by', 'Group by')}
        value={view.groupBy}
        options={[
          ['source', t('problem-page.by.source', 'Source')],
          ['entity', t('problem-page.by.entity', 'Entity')],
        ]}
        onChoose={(value) => go({ ...view, groupBy: value === 'entity' ? 'entity' : 'source' })}
      />
      <label className="cat-check" htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          checked={view.isMine}
          onChange={({ target }) => go({ ...view, isMine: target.checked })}
        />
        {t('problem-page.mine', 'Only what I own')}
      </label>
      {view.sourceId !== undefined && (
        <OneSource sourceId={view.sourceId} onLeave={() => go({ ...view, sourceId: undefined })} />
      )}
    </section>
  )
}

function OneSource({ sourceId, onLeave }: { sourceId: number; onLeave: () => void }) {
  const t = useText()
  const source = useRead(listSources, { query: { limit: 1000 } }).items.find(({ id }) => id === sourceId)
  return (
    <Button icon="close" onPress={onLeave}>
      {t('problem-page.one-source', 'Only {source}', { source: source?.name ?? `#${sourceId}` })}
    </Button>
  )
}

interface ChoiceProps {
  label: string
  value: string
  options: readonly (readonly [value: string, title: string])[]
  onChoose: (value: string) => void
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const id = useId()
  return (
    <div className="cat-choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChoose(target.value)}>
        {options.map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </div>
  )
}
