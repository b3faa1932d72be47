import type { JsonObject, JsonValue } from '@callboard/model'
import { type FormLayoutProps, useLanguageTag, useText } from '@callboard/web'
// The index of the package asks for a validator that it does not bring.
import Form from '@rjsf/core/lib/components/Form.js'
import type { ErrorSchema, ObjectFieldTemplateProps } from '@rjsf/utils'
import { type ComponentType, type ReactNode, type RefObject, useMemo, useState } from 'react'
import { libraryField } from './custom-field.tsx'
import type { FormPage } from './flagged-pages.ts'
import { type Answers, formValidator } from './form-validator.ts'
import { recordOf, splitHints } from './split-hints.ts'
import { useSurroundings } from './surroundings.ts'
import { formTheme, libraryWords } from './theme/form-theme.ts'
import type { FormParts } from './use-form-parts.ts'

/** What a {@link PageForm} shows. */
export interface PageFormProps {
  page: FormPage
  /** Tells the controls of this form from those of another: the beginning of their ids. */
  idPrefix: string
  parts: FormParts
  answers: JsonObject
  /** What was found wrong by others than the schema. */
  problems?: ErrorSchema<Answers> | undefined
  isDisabled?: boolean
  onChange: (answers: JsonObject) => void
  /** The answers keep to the schema. */
  onSubmit: (answers: JsonObject) => void
  /** They do not; what is wrong is shown by now. */
  onRefused: () => void
  /** For whoever wants to submit from outside. */
  form?: RefObject<Form<Answers> | null>
  /** The buttons. */
  children: ReactNode
}

/** One page of a template's form. */
export function PageForm(props: PageFormProps) {
  const { page, parts, answers, children, idPrefix, isDisabled = false } = props
  const t = useText()
  const { schema, hints } = useMemo(() => splitHints(page.schema), [page.schema])
  const [isTried, setTried] = useState(false)
  const language = useLanguageTag()
  // The library begins afresh with every other validator, and a text function is another one with every render.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the language stands for the function
  const validator = useMemo(() => formValidator(t), [language])
  const templates = useMemo(() => ({ ...formTheme.templates, ...layoutTemplates(parts.layouts) }), [parts.layouts])
  const fields = useMemo(
    () => Object.fromEntries([...parts.fields].map(([name, field]) => [name, libraryField(field)])),
    [parts.fields],
  )
  const layout = hints['ui:ObjectFieldTemplate']
  const { 'ui:ObjectFieldTemplate': _, ...withoutLayout } = hints
  const known = typeof layout === 'string' && !parts.layouts.has(layout) ? withoutLayout : hints
  return (
    <Form<Answers>
      {...formTheme}
      {...(props.form && { ref: props.form })}
      className="scf-form"
      idPrefix={idPrefix}
      // Title and description stand above the form.
      schema={{ ...schema, title: undefined, description: undefined }}
      uiSchema={known}
      validator={validator}
      fields={fields}
      templates={templates}
      translateString={libraryWords(t)}
      formData={answers}
      disabled={isDisabled}
      extraErrors={props.problems}
      showErrorList={false}
      noHtml5Validate
      // What was wrong is checked again while it is put right; before that, nobody is told off while they type.
      liveValidate={isTried ? 'onChange' : false}
      experimental_defaultFormStateBehavior={{ allOf: 'populateDefaults' }}
      // What it has was JSON, and fields answer JSON.
      onChange={({ formData = {} }) => props.onChange(formData as JsonObject)}
      onSubmit={({ formData = {} }) => props.onSubmit(formData as JsonObject)}
      onError={() => {
        setTried(true)
        props.onRefused()
      }}
    >
      {children}
    </Form>
  )
}

const madeLayouts = new WeakMap<ComponentType<FormLayoutProps>, ComponentType<ObjectFieldTemplateProps>>()

function layoutTemplates(layouts: FormParts['layouts']): Record<string, ComponentType<ObjectFieldTemplateProps>> {
  return Object.fromEntries(
    [...layouts].map(([name, layout]) => {
      const made = madeLayouts.get(layout) ?? layoutTemplate(layout)
      madeLayouts.set(layout, made)
      return [name, made]
    }),
  )
}

function layoutTemplate(Layout: ComponentType<FormLayoutProps>) {
  return function Arranged({ title, description, properties, formData }: ObjectFieldTemplateProps) {
    const { formData: all } = useSurroundings()
    return (
      <Layout
        title={title || undefined}
        description={typeof description === 'string' ? description : undefined}
        properties={properties.map(({ name, hidden, content }) => ({ name, isHidden: hidden, content }))}
        formData={{ ...all, ...recordOf(formData as JsonValue | undefined) }}
      />
    )
  }
}
