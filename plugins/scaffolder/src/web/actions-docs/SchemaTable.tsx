import type { JsonObject } from '@callboard/model'
import { Tag, useText } from '@callboard/web'
import { useMemo } from 'react'
import { Markdown } from '../markdown/Markdown.tsx'
import { schemaRows } from './schema-rows.ts'

/** What a {@link SchemaTable} explains. */
export interface SchemaTableProps {
  /** What the values are: input, output. */
  title: string
  /** Of an object. */
  schema: JsonObject
}

/** The values that a schema speaks of, one a row. Shows nothing where it speaks of none. */
export function SchemaTable({ title, schema }: SchemaTableProps) {
  const t = useText()
  const rows = useMemo(() => schemaRows(schema), [schema])
  if (rows.length === 0) return null
  return (
    <table className="docs-schema">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('schema.name', 'Name')}</th>
          <th scope="col">{t('schema.type', 'Type')}</th>
          <th scope="col">{t('schema.meaning', 'Meaning')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ path, type, isRequired, description, byDefault, choices }, place) => (
          // Alternatives may speak of the same name.
          <tr key={`${place} ${path.join('.')}`}>
            <th scope="row">
              <code>
                {path.length > 1 && <span className="cb-muted">{path.slice(0, -1).join('.')}.</span>}
                {path.at(-1)}
              </code>{' '}
              {isRequired && <Tag>{t('schema.required', 'required')}</Tag>}
            </th>
            <td>
              <code>{type}</code>
            </td>
            <td>
              {description !== undefined && <Markdown>{description}</Markdown>}
              {choices.length > 0 && (
                <p className="docs-choices">
                  {t('schema.one-of', 'One of')}{' '}
                  {choices.map((choice) => (
                    <code key={choice}>{choice}</code>
                  ))}
                </p>
              )}
              {byDefault !== undefined && (
                <p>
                  {t('schema.default', 'Default')} <code>{byDefault}</code>
                </p>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
