import { parseEntityRef } from '@callboard/model'
import { EmptyState, type EntityTabProps, Tag, type Text, useLanguageTag, useRead, useText } from '@callboard/web'
import { timeline } from '../../model/routes-insight.ts'

/** The latest changes of an entity, and how long each step of taking it in took. */
export function TimelineTab({ entity }: EntityTabProps) {
  const t = useText()
  const language = useLanguageTag()
  const { kind, namespace, name } = parseEntityRef(entity.ref)
  const { items } = useRead(timeline, { params: { kind, namespace, name } })
  if (items.length === 0) return <EmptyState title={t('timeline.none', 'No change has been recorded yet.')} />
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <ol className="cat-timeline">
      {items.map(({ at, outcome, steps }) => (
        <li key={at}>
          <p className="cat-timeline-head">
            <time dateTime={at}>{clock.format(new Date(at))}</time>
            <Tag tone={outcome === 'conflict' || outcome === 'failed' ? 'bad' : 'plain'}>{outcomeOf(outcome, t)}</Tag>
          </p>
          <ol className="cat-steps">
            {steps.map((step, place) => (
              <li key={place}>
                {stepOf(step.step, t)}
                {place > 0 && <span className="cat-count">{tookOf(steps[place - 1]?.at, step.at, language)}</span>}
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  )
}

function outcomeOf(outcome: string, t: Text): string {
  if (outcome === 'created') return t('timeline.created', 'Created')
  if (outcome === 'updated') return t('timeline.updated', 'Changed')
  if (outcome === 'conflict') return t('timeline.conflict', 'In conflict')
  if (outcome === 'failed') return t('timeline.failed', 'Failed')
  return outcome
}

function stepOf(step: string, t: Text): string {
  if (step === 'read') return t('timeline.read', 'Read')
  if (step === 'parsed') return t('timeline.parsed', 'Parsed')
  if (step === 'validated') return t('timeline.validated', 'Checked')
  if (step === 'linked') return t('timeline.linked', 'Related')
  if (step === 'stored') return t('timeline.stored', 'Stored')
  return step
}

function tookOf(from: string | undefined, to: string, language: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from ?? to))
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond' }).format(ms)
}
