import type { JsonObject } from '@callboard/model'
import { EmptyState, PageHeading, useRead, useText } from '@callboard/web'
import { listTemplatingExtensions, type TemplatingExtensions } from '../../model/routes.ts'
import { CreateTabs } from '../CreateTabs.tsx'
import { Markdown } from '../markdown/Markdown.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { SchemaTable } from './SchemaTable.tsx'
import './actions-docs.css'

/** What expressions in templates may call beyond the language itself: filters, functions and values. */
export function ExpressionsPage() {
  const t = useText()
  const { filters, globals } = useRead(listTemplatingExtensions)
  const values = Object.entries(globals.values)
  const isEmpty = [filters, globals.functions, globals.values].every((group) => Object.keys(group).length === 0)
  return (
    <>
      <PageHeading title={t('page.expressions.title', 'Expressions')}>
        <CreateTabs />
      </PageHeading>
      {isEmpty && (
        <EmptyState title={t('expressions.none', 'This portal adds nothing to the language of expressions.')} />
      )}
      <div className="docs-groups">
        <Group title={t('expressions.filters', 'Filters')} entries={Object.entries(filters)} />
        <Group title={t('expressions.functions', 'Functions')} entries={Object.entries(globals.functions)} />
        {values.length > 0 && (
          <section aria-labelledby="docs-values">
            <h2 id="docs-values">{t('expressions.values', 'Values')}</h2>
            {values.map(([name, { description, value }]) => (
              <article key={name} className="docs-article" aria-label={name}>
                <h3>
                  <code>{name}</code>
                </h3>
                {description !== undefined && <Markdown>{description}</Markdown>}
                <CodeBlock code={JSON.stringify(value, null, 2)} title={name} />
              </article>
            ))}
          </section>
        )}
      </div>
    </>
  )
}

type Callable = TemplatingExtensions['filters'][string] & TemplatingExtensions['globals']['functions'][string]

function Group({ title, entries }: { title: string; entries: readonly [string, Callable][] }) {
  const t = useText()
  if (entries.length === 0) return null
  const id = `docs-${title}`
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {entries.map(([name, { description, schema, examples = [] }]) => (
        <article key={name} className="docs-article" aria-label={name}>
          <h3>
            <code>{name}</code>
          </h3>
          {description !== undefined && <Markdown>{description}</Markdown>}
          {schema?.input && <TypeOf name={t('expressions.input', 'Takes')} schema={schema.input} />}
          {schema?.arguments?.map((argument, place) => (
            <TypeOf
              key={JSON.stringify(argument)}
              name={t('expressions.argument', 'Argument {number}', { number: place + 1 })}
              schema={argument}
            />
          ))}
          {schema?.output && <TypeOf name={t('expressions.output', 'Gives')} schema={schema.output} />}
          {examples.map(({ description, example, notes }) => (
            <section key={example} className="docs-example" aria-label={description ?? example}>
              {description !== undefined && <Markdown>{description}</Markdown>}
              <CodeBlock code={example} title={description ?? name} />
              {notes !== undefined && <Markdown>{notes}</Markdown>}
            </section>
          ))}
        </article>
      ))}
    </section>
  )
}

/** A value by its type; an object with what is in it. */
function TypeOf({ name, schema }: { name: string; schema: JsonObject }) {
  const { type, description } = schema
  return (
    <>
      <p>
        {name} {typeof type === 'string' && <code>{type}</code>}
        {typeof description === 'string' && <span className="cb-muted"> {description}</span>}
      </p>
      <SchemaTable title={name} schema={schema} />
    </>
  )
}
