import { Card, useText } from '@callboard/web'
import type { Reading } from '../../model/definition/read-definition.ts'
import { SourceText, type SourceTextProps } from './SourceText.tsx'

/** The types of APIs whose definitions are documents of keys and values. */
export type DocumentType = 'openapi' | 'asyncapi'

/** What a {@link BrokenDefinition} shows. */
export interface BrokenDefinitionProps {
  type: DocumentType
  reading: Exclude<Reading, { state: 'read' }>
  source: Omit<SourceTextProps, 'line'>
}

/** What is wrong with a definition that cannot be read, what to do, and its text with the line marked. */
export function BrokenDefinition({ type, reading, source }: BrokenDefinitionProps) {
  const t = useText()
  const at = reading.state === 'broken' ? reading.at : undefined
  return (
    <>
      <div className="cat-broken">
        <Card
          title={t('definition.broken', 'The definition cannot be read as {type}', { type: names[type] })}
          tone="warning"
        >
          <p>
            {at && <strong>{t('definition.broken.place', 'Line {line}, column {column}:', at)} </strong>}
            {reading.state === 'broken'
              ? reading.reason
              : t(
                  'definition.no-object',
                  'It is a list or a single text; it should be keys and values, with “{type}:” on top.',
                  {
                    type,
                  },
                )}
          </p>
          <p className="cb-muted">
            {t(
              'definition.broken.hint',
              'Correct spec.definition of the entity, or the file it names. The portal reads it again by itself; below is what it has now.',
            )}
          </p>
        </Card>
      </div>
      <SourceText {...source} line={at?.line} />
    </>
  )
}

const names: Readonly<Record<DocumentType, string>> = { openapi: 'OpenAPI', asyncapi: 'AsyncAPI' }
