import { Tag } from '@callboard/web'
import type { ReactNode } from 'react'
import { type Data, isData, textOf } from '../../model/definition/api-document.ts'

/** Title, version and description of a document, with its servers below. */
export function DocumentHead({ document, children }: { document: Data; children: ReactNode }) {
  const info = isData(document.info) ? document.info : {}
  const version = textOf(info.version)
  return (
    <header className="cat-document-head">
      <h2>
        {textOf(info.title)} {version && <Tag>{version}</Tag>}
      </h2>
      {textOf(info.description) && <p className="cat-prose">{textOf(info.description)}</p>}
      <p className="cat-servers">{children}</p>
    </header>
  )
}
