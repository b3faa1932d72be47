import type { JsonObject, JsonValue } from '@callboard/model'
import { Boundary, Link, Loading, PageHeading, useAddress, useExtensions, useText } from '@callboard/web'
import { useMemo, useState } from 'react'
import { parse } from 'yaml'
import { CodeBlock } from '../actions-docs/CodeBlock.tsx'
import { SchemaTable } from '../actions-docs/SchemaTable.tsx'
import { CreateTabs } from '../CreateTabs.tsx'
import { CodeEditorOnDemand } from '../editor/code-editor-on-demand.ts'
import { builtInFields } from '../fields/built-in-fields.ts'
import { PageFormOnDemand } from '../form/forms-on-demand.ts'
import { SurroundingsContext } from '../form/surroundings.ts'
import { useFormParts } from '../form/use-form-parts.ts'
import '../actions-docs/actions-docs.css'
import '../editor/editor.css'

/** Every field that forms of templates may use: its options, what it answers, and the field itself to try. */
export function FieldsPage() {
  const t = useText()
  const added = useExtensions('form-field').map(({ extension }) => extension.id)
  const names = [...new Set([...Object.keys(builtInFields), ...added])].sort()
  const { shown } = useAddress()
  const asked = new URLSearchParams(shown).get('field')
  const name = names.find((name) => name === asked)
  const title = t('page.fields.title', 'Fields of forms')
  return (
    <>
      <PageHeading title={title}>
        <CreateTabs />
      </PageHeading>
      <div className="docs-layout" data-chosen={name !== undefined}>
        <nav className="docs-side" aria-label={t('fields.all', 'All fields')}>
          <ul className="docs-list">
            {names.map((one) => (
              <li key={one}>
                <Link to={`?${new URLSearchParams({ field: one })}`} aria-current={one === name ? 'true' : undefined}>
                  {one}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="docs-main">
          {name === undefined ? (
            <p className="cb-muted">
              {t('fields.choose', 'Choose a field to see its options, and to try it with yours.')}
            </p>
          ) : (
            <>
              <Link className="cb-link docs-back" to="?">
                {t('fields.all', 'All fields')}
              </Link>
              <Boundary title={name} loading={<Loading />} resetOn={name}>
                <Field key={name} name={name} />
              </Boundary>
            </>
          )}
        </div>
      </div>
    </>
  )
}

function Field({ name }: { name: string }) {
  const t = useText()
  const named = useMemo(() => [pageOf(name, { type: 'string' }, {})], [name])
  const schema = useFormParts(named).fields.get(name)?.parts.schema
  const [written, setWritten] = useState('')
  const options = useMemo(() => readOptions(written), [written])
  return (
    <article className="docs-article" aria-labelledby="docs-field">
      <h2 id="docs-field">
        <code>{name}</code>
      </h2>
      {schema?.uiOptions && (
        <SchemaTable title={t('fields.options', 'Options (ui:options)')} schema={schema.uiOptions} />
      )}
      <h3>{t('fields.try', 'Try it')}</h3>
      <div className="fields-trial">
        <section aria-label={t('fields.yours', 'Your options')}>
          <p>{t('fields.yours', 'Your options')}</p>
          <div className="fields-options">
            <CodeEditorOnDemand
              path="options.yaml"
              text={written}
              onChange={setWritten}
              wrongLines={[]}
              goTo={undefined}
            />
          </div>
          {options.state === 'broken' && (
            <p role="alert" className="task-form-error">
              {options.reason}
            </p>
          )}
        </section>
        <Trial
          name={name}
          // An array or an object begins otherwise than a text.
          returnValue={schema?.returnValue ?? { type: 'string' }}
          options={options.state === 'read' ? options.options : {}}
        />
      </div>
    </article>
  )
}

function Trial({ name, returnValue, options }: { name: string; returnValue: JsonObject; options: JsonObject }) {
  const t = useText()
  const page = useMemo(() => pageOf(name, returnValue, options), [name, returnValue, options])
  const parts = useFormParts([page])
  const [answers, setAnswers] = useState<JsonObject>({})
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({})
  const surroundings = {
    formData: answers,
    secrets: {
      values: secrets,
      set: (key: string, value: string | undefined) =>
        setSecrets(({ [key]: _, ...others }) => (value === undefined ? others : { ...others, [key]: value })),
    },
  }
  return (
    <section aria-label={t('fields.try', 'Try it')}>
      <SurroundingsContext value={surroundings}>
        <PageFormOnDemand
          key={JSON.stringify(page)}
          page={page}
          idPrefix="playground"
          parts={parts}
          answers={answers}
          onChange={setAnswers}
          onSubmit={setAnswers}
          onRefused={() => {}}
        >
          {/* Without its own button: nothing is sent. */}
          <span />
        </PageFormOnDemand>
      </SurroundingsContext>
      <p>{t('fields.answer', 'What it answers')}</p>
      <CodeBlock
        code={JSON.stringify(answers[answerName] ?? null, null, 2)}
        title={t('fields.answer', 'What it answers')}
      />
    </section>
  )
}

const answerName = 'answer'

const pageOf = (name: string, returnValue: JsonObject, options: JsonObject) => ({
  title: name,
  schema: {
    type: 'object',
    properties: { [answerName]: { title: name, ...returnValue, 'ui:field': name, 'ui:options': options } },
  },
})

type Options = { state: 'read'; options: JsonObject } | { state: 'broken'; reason: string }

/** Options as they stand in a template. */
function readOptions(text: string): Options {
  try {
    const options = parse(text) as JsonValue // YAML gives what JSON has
    return { state: 'read', options: typeof options === 'object' && !Array.isArray(options) ? (options ?? {}) : {} }
  } catch (error) {
    return { state: 'broken', reason: error instanceof Error ? error.message : String(error) }
  }
}
