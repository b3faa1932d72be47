import { type Address, Button, Icon, useDraftText, useText } from '@callboard/web'
import { type ReactNode, useId } from 'react'
import { type AuditView, narrowed, outcomes } from './audit-view.ts'
import { outcomeName } from './outcome-name.ts'

/** What {@link AuditFilters} edits. */
export interface AuditFiltersProps {
  view: AuditView
  go: (next: AuditView, history?: Parameters<Address['go']>[1]) => void
}

/** What records are narrowed by. What came from a record itself is shown with a way to leave it. */
export function AuditFilters({ view, go }: AuditFiltersProps) {
  const t = useText()
  const chosen = [
    ['actor', t('audit.by-actor', 'By {value}', { value: view.actor })],
    ['target', t('audit.by-target', 'To {value}', { value: view.target })],
    ['event', t('audit.by-event', 'Event {value}', { value: view.event })],
    ['plugin', t('audit.by-plugin', 'Plugin {value}', { value: view.plugin })],
    ['request', t('audit.by-request', 'Request {value}', { value: view.request })],
  ] as const
  return (
    <search className="audit-filters" aria-label={t('audit.filters', 'Filters')}>
      <TextFilter text={view.text ?? ''} onChange={(text) => go(narrowed(view, { text }), 'replace')} />
      <Field label={t('audit.outcome', 'Outcome')}>
        {(id) => (
          <select
            id={id}
            value={view.outcome ?? ''}
            onChange={({ target }) =>
              go(
                without(
                  view,
                  'outcome',
                  outcomes.find((outcome) => outcome === target.value),
                ),
              )
            }
          >
            <option value="">{t('audit.any', 'Any')}</option>
            {outcomes.map((outcome) => (
              <option key={outcome} value={outcome}>
                {outcomeName(outcome, t)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('audit.from', 'From')}>{(id) => <Day id={id} name="from" view={view} go={go} />}</Field>
      <Field label={t('audit.to', 'To')}>{(id) => <Day id={id} name="to" view={view} go={go} />}</Field>
      {chosen
        .filter(([key]) => view[key] !== undefined)
        .map(([key, title]) => (
          <Button key={key} icon="close" onPress={() => go(without(view, key, undefined))}>
            {title}
          </Button>
        ))}
    </search>
  )
}

/** The view with another value for a key, or without it. */
function without<K extends keyof AuditView>(view: AuditView, key: K, value: AuditView[K] | undefined): AuditView {
  const { [key]: _, ...others } = narrowed(view, {})
  return value === undefined ? others : { ...others, [key]: value }
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="audit-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

function Day({ id, name, view, go }: AuditFiltersProps & { id: string; name: 'from' | 'to' }) {
  return (
    <input
      id={id}
      type="date"
      value={view[name] ?? ''}
      onChange={({ target }) => go(without(view, name, target.value === '' ? undefined : target.value))}
    />
  )
}

function TextFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useText()
  const [draft, setDraft] = useDraftText(text, onChange)
  return (
    <div className="audit-text">
      <Icon name="search" />
      <input
        type="search"
        value={draft}
        aria-label={t('audit.text', 'Find in the records')}
        placeholder={t('audit.text.placeholder', 'Person, event, entity, path')}
        onChange={({ target }) => setDraft(target.value)}
      />
    </div>
  )
}
