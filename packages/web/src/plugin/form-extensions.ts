import type { JsonObject, JsonValue } from '@callboard/model'
import type { ComponentType, ReactNode } from 'react'
import type { BrowserConfig } from '../config/browser-config.ts'
import type { AnyRoute, InputArguments, ReplyOf } from '../data/call.ts'
import type { Text } from '../text/use-text.tsx'

/** How parts of forms reach the server: as `useCall`, for the plugin that declares them. */
export type FormCall = <R extends AnyRoute>(route: R, ...input: InputArguments<R>) => Promise<ReplyOf<R>>

/** What the component of a {@link FormField} gets. Label, description and problems are drawn around it. */
export interface FormFieldProps {
  /** The id of the control; of several, what their ids begin with. */
  id: string
  /** The name of the property. */
  name: string
  /** What people call it. */
  label: string
  /** The answer so far. */
  value: JsonValue | undefined
  /** Answers; undefined takes the answer away. */
  onChange: (value: JsonValue | undefined) => void
  schema: JsonObject
  /** What the template says below `ui:options`. */
  options: JsonObject
  /** The answers of all pages so far. */
  formData: JsonObject
  secrets: FormSecrets
  isRequired: boolean
  isDisabled: boolean
  /** For `aria-invalid`. */
  isInvalid: boolean
  /** For `aria-describedby`. */
  describedBy: string | undefined
  placeholder: string | undefined
  /** `ui:autofocus`. */
  hasAutofocus: boolean
}

/** Texts that go to the task beside the answers and are kept nowhere else. */
export interface FormSecrets {
  readonly values: Readonly<Record<string, string>>
  /** Undefined takes one away. */
  set(name: string, value: string | undefined): void
}

/** What the check of a field may look at. */
export interface FormFieldQuestion {
  /** The answers of all pages. */
  formData: JsonObject
  schema: JsonObject
  options: JsonObject
  label: string
  /** The configuration of the portal. */
  config: BrowserConfig
  call: FormCall
  /** Writes one of the texts of the plugin that has the field. */
  text: Text
}

/** What a {@link FormField} is made of. */
export interface FormFieldParts {
  component: ComponentType<FormFieldProps>
  /** It has several controls with labels of their own: the field's label names all of them together. */
  isGroup?: boolean
  /** What is wrong with an answer, in whole sentences; asked when the page is left. */
  validate?: (
    value: JsonValue | undefined,
    question: FormFieldQuestion,
  ) => readonly string[] | Promise<readonly string[]>
  /** For the documentation: JSON schemas of what it answers and of its options. */
  schema?: { returnValue: JsonObject; uiOptions?: JsonObject }
}

/** A control for the forms of templates. */
export interface FormField {
  readonly kind: 'form-field'
  /** What `ui:field` says: `SeatPicker`. Configured as `form-field:<plugin>/<id>`. */
  id: string
  /** What whoever writes templates reads in the list of them. */
  title: string
  /** Called when a form needs it. */
  load(): Promise<FormFieldParts>
}

/** What the component of a {@link FormLayout} gets. */
export interface FormLayoutProps {
  title: string | undefined
  description: string | undefined
  /** In the order of the template. */
  properties: readonly { name: string; isHidden: boolean; content: ReactNode }[]
  formData: JsonObject
}

/** An arrangement of the fields of a page. */
export interface FormLayout {
  readonly kind: 'form-layout'
  /** What `ui:ObjectFieldTemplate` says. Configured as `form-layout:<plugin>/<id>`. */
  id: string
  /** What whoever writes templates reads in the list of them. */
  title: string
  /** Called when a form needs it. */
  load(): Promise<ComponentType<FormLayoutProps>>
}

/** What a {@link FormDecorator} may do. */
export interface FormDecoration {
  input: JsonObject
  formState: JsonObject
  setFormState(change: (state: JsonObject) => JsonObject): void
  setSecrets(change: (secrets: Readonly<Record<string, string>>) => Readonly<Record<string, string>>): void
  call: FormCall
}

/** Adds to the answers and secrets before a task is made. */
export interface FormDecorator {
  readonly kind: 'form-decorator'
  /** What `formDecorators` of templates name. Configured as `form-decorator:<plugin>/<id>`. */
  id: string
  /** What whoever writes templates reads in the list of them. */
  title: string
  /** Called when a form needs it. */
  load(): Promise<(decoration: FormDecoration) => Promise<void> | void>
}
