import { type FoundDocument, Icon, Link, type SearchResultProps, useText } from '@callboard/web'
import './template-hit.css'

/** A template among the results of the search: the way to its form is one press away. */
export function TemplateHit({ document, text }: SearchResultProps) {
  const t = useText()
  const form = formOf(document)
  return (
    <>
      {document.text !== '' && <p className="scf-hit-text">{text}</p>}
      {form !== undefined && (
        <p>
          <Link className="cb-link" to={form}>
            {t('similar.use', 'Use this template')}
            <Icon name="next" />
          </Link>
        </p>
      )}
    </>
  )
}

/** The path of the form. An entity's document says its name only in its location: `/catalog/default/template/service`. */
function formOf({ location }: FoundDocument): string | undefined {
  const [namespace, kind, name] = location.split('/').slice(-3)
  return kind === 'template' ? `/create/templates/${namespace}/${name}` : undefined
}
