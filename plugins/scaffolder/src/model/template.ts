import type { Entity, JsonObject, JsonValue } from '@callboard/model'

/** The one version of templates that runs (spec/scaffolder.md 1.1). */
export const templateApiVersion = 'scaffolder.backstage.io/v1beta3'

/** Tags by which policies tell pages and steps apart (`HAS_TAG`). */
export interface TaggedPart {
  'backstage:permissions'?: { tags?: string[] }
}

/** One page of the form: a JSON Schema with hints for the form (spec/scaffolder.md 2). */
export type TemplatePage = TaggedPart & JsonObject

/** A step as it is written in a template (spec/scaffolder.md 1.3). Further keys are kept. */
export interface TemplateStep extends TaggedPart {
  id?: string
  name?: string
  action: string
  input?: JsonObject
  if?: string | boolean
  each?: string | JsonValue[] | JsonObject
}

/** Who has to agree before a task runs. Ours; a template without it runs at once. */
export interface TemplateApproval {
  /** Refs of groups or users, any one of whom may approve; the default kind is Group. */
  by: string[]
  /** What approvers should look at; Markdown. */
  note?: string
}

/** A template as the catalog keeps it. */
export interface TemplateEntity extends Entity {
  spec: JsonObject & {
    type: string
    owner?: string
    lifecycle?: string
    parameters?: TemplatePage | TemplatePage[]
    secrets?: { schema?: JsonObject }
    presentation?: JsonObject
    formDecorators?: { id: string; input?: JsonObject }[]
    EXPERIMENTAL_formDecorators?: { id: string; input?: JsonObject }[]
    EXPERIMENTAL_recovery?: TemplateRecovery
    approval?: TemplateApproval
    steps: TemplateStep[]
    output?: JsonObject
  }
}

/** Whether a task may be run again from its page (spec/scaffolder.md 1.2). */
export interface TemplateRecovery {
  EXPERIMENTAL_strategy?: 'none' | 'startOver'
}
