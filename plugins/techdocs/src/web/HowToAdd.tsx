import { useText } from '@callboard/web'
import { docsRefAnnotation } from '../model/index.ts'

const example = `metadata:\n  annotations:\n    ${docsRefAnnotation}: dir:.`

/** Says how an entity gets docs. */
export function HowToAdd() {
  const t = useText()
  return (
    <>
      <p className="cb-muted">
        {t('add.how', 'An entity has docs when its file names where they are, in this annotation:')}
      </p>
      <pre className="td-example">{example}</pre>
      <p className="cb-muted">
        {t('add.then', 'Beside it belong a mkdocs.yml and a folder docs with an index.md, or just a README.md.')}
      </p>
    </>
  )
}
