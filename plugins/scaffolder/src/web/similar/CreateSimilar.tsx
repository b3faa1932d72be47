import { canonicalEntityRef, parseEntityRef } from '@callboard/model'
import { type EntityCardProps, Link, useText } from '@callboard/web'
import { taskAnnotation, templateAnnotation } from '../../model/index.ts'

/** Leads from something that a template has made to that template, with the answers it was made from where they are known. */
export function CreateSimilar({ entity }: EntityCardProps) {
  const t = useText()
  const { annotations = {} } = entity.metadata
  const templateRef = refIn(annotations[templateAnnotation])
  if (templateRef === undefined) return null
  const { namespace, name } = parseEntityRef(templateRef)
  const taskId = annotations[taskAnnotation]
  const query = taskId === undefined ? '' : `?${new URLSearchParams({ like: taskId })}`
  return (
    <Link
      className="cb-button"
      to={`/create/templates/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}${query}`}
    >
      {t('similar.create', 'Create something similar')}
    </Link>
  )
}

function refIn(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : canonicalEntityRef(text, { defaultKind: 'template' })
  } catch {
    // Somebody's annotation, and no ref: there is nowhere to lead.
    return undefined
  }
}
