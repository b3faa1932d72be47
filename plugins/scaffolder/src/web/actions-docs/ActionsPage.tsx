import { EmptyState, Link, PageHeading, Tag, useAddress, useRead, useText } from '@callboard/web'
import { useId, useMemo } from 'react'
import { type ListedAction, listActions } from '../../model/routes.ts'
import { CreateTabs } from '../CreateTabs.tsx'
import { Markdown } from '../markdown/Markdown.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { SchemaTable } from './SchemaTable.tsx'
import './actions-docs.css'

/** What the steps of templates can do in this portal: every installed action with its input, output and examples. */
export function ActionsPage() {
  const t = useText()
  const title = t('page.actions.title', 'Actions')
  const actions = useRead(listActions)
  const { wanted, go } = useAddress()
  const query = new URLSearchParams(wanted)
  const text = query.get('text') ?? ''
  const chosen = actions.find(({ id }) => id === query.get('action'))
  const found = useMemo(() => actionsWith(actions, text), [actions, text])
  const id = useId()
  const addressOf = (action: string | undefined, text: string) =>
    new URLSearchParams({ ...(text !== '' && { text }), ...(action !== undefined && { action }) })
  return (
    <>
      <PageHeading title={title}>
        <CreateTabs />
      </PageHeading>
      <div className="docs-layout" data-chosen={chosen !== undefined}>
        <div className="docs-side">
          <search className="docs-search">
            <label htmlFor={id} className="cb-visually-hidden">
              {t('actions.search', 'Find an action')}
            </label>
            <input
              id={id}
              type="search"
              value={text}
              placeholder={t('actions.search', 'Find an action')}
              onChange={({ target }) => go(addressOf(chosen?.id, target.value), 'replace')}
            />
          </search>
          <nav aria-label={t('actions.installed', 'Installed actions')}>
            <ul className="docs-list">
              {found.map((action) => (
                <li key={action.id}>
                  <Link
                    to={`?${addressOf(action.id, text)}`}
                    aria-current={action.id === chosen?.id ? 'true' : undefined}
                  >
                    {action.id}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          {found.length === 0 && <p className="cb-muted">{t('actions.none', 'No installed action is called so.')}</p>}
        </div>
        <div className="docs-main">
          {chosen ? (
            <>
              <Link className="cb-link docs-back" to={`?${addressOf(undefined, text)}`}>
                {t('actions.all', 'All actions')}
              </Link>
              <ActionDocs action={chosen} />
            </>
          ) : (
            <EmptyState
              title={t('actions.choose', '{count, plural, one {One action is} other {# actions are}} installed.', {
                count: actions.length,
              })}
              icon="action"
            >
              <p className="cb-muted">
                {t(
                  'actions.choose.hint',
                  'Choose one to read what a step of a template gives it, and what it gives back.',
                )}
              </p>
            </EmptyState>
          )}
        </div>
      </div>
    </>
  )
}

function ActionDocs({ action: { id, description, schema, examples = [], supportsDryRun } }: { action: ListedAction }) {
  const t = useText()
  return (
    <article className="docs-article" aria-labelledby={`docs-${id}`}>
      <h2 id={`docs-${id}`}>
        <code>{id}</code> {supportsDryRun === true && <Tag>{t('actions.dry', 'runs in dry runs')}</Tag>}
      </h2>
      {description !== undefined && <Markdown>{description}</Markdown>}
      {schema?.input && <SchemaTable title={t('actions.input', 'Input')} schema={schema.input} />}
      {schema?.output && <SchemaTable title={t('actions.output', 'Output')} schema={schema.output} />}
      {examples.length > 0 && <h3>{t('actions.examples', 'Examples')}</h3>}
      {examples.map(({ description, example }) => (
        <section key={description} className="docs-example" aria-label={description}>
          <Markdown>{description}</Markdown>
          <CodeBlock code={example} title={description} />
        </section>
      ))}
    </article>
  )
}

/** Actions by what they are called first, then by what is said of them. */
function actionsWith(actions: readonly ListedAction[], text: string): ListedAction[] {
  const wanted = text.trim().toLowerCase()
  const named = actions.filter(({ id }) => id.toLowerCase().includes(wanted))
  const described = actions.filter(
    (action) => !named.includes(action) && action.description?.toLowerCase().includes(wanted),
  )
  return [...named, ...described]
}
