import { SafeLink, Tag, useText } from '@callboard/web'
import { useMemo, useState } from 'react'
import {
  type Data,
  entriesOf,
  isData,
  itemsOf,
  type Operation,
  operationsOf,
  resolveRef,
  textOf,
} from '../../model/definition/api-document.ts'
import { DocumentHead } from './DocumentHead.tsx'
import { Portions } from './Portions.tsx'
import { SchemaView, Unfolding } from './SchemaView.tsx'

/** The operations and schemas of an OpenAPI document; those like `at` first, and `at` itself unfolded. */
export function OpenApiView({ document, at = '' }: { document: Data; at?: string | undefined }) {
  const t = useText()
  const [wanted, setWanted] = useState(at)
  const operations = useMemo(() => operationsOf(document), [document])
  const text = wanted.trim().toLowerCase()
  const matching = operations.filter(({ method, path, data }) =>
    `${method} ${path} ${textOf(data.summary) ?? ''} ${textOf(data.operationId) ?? ''}`.toLowerCase().includes(text),
  )
  const servers = itemsOf(document.servers).flatMap((server) => (isData(server) ? (textOf(server.url) ?? []) : []))
  const schemas = entriesOf(isData(document.components) ? document.components.schemas : document.definitions).filter(
    ([name]) => name.toLowerCase().includes(text),
  )
  return (
    <div className="cat-definition">
      <DocumentHead document={document}>
        {servers.map((url) => (
          <SafeLink key={url} href={url}>
            {url}
          </SafeLink>
        ))}
      </DocumentHead>
      <label className="cat-text cat-definition-filter">
        <span className="cb-visually-hidden">{t('openapi.filter', 'Filter operations and schemas')}</span>
        <input
          type="search"
          value={wanted}
          placeholder={t('openapi.filter', 'Filter operations and schemas')}
          onChange={(event) => setWanted(event.target.value)}
        />
      </label>
      <p role="status" className="cb-muted">
        {t('openapi.count', '{count, plural, =0 {No operation is like that.} one {# operation} other {# operations}}', {
          count: matching.length,
        })}
      </p>
      {/* The key: another filter begins with its first portion. */}
      <Portions key={`operations ${text}`} items={byTag(matching).flatMap(([, members]) => members)}>
        {(shown) =>
          byTag(shown).map(([tag, members]) => (
            <section key={tag} aria-label={tag || t('openapi.operations', 'Operations')}>
              <h3>{tag || t('openapi.operations', 'Operations')}</h3>
              <ul className="cat-operations">
                {members.map((operation) => (
                  <li key={`${operation.method} ${operation.path}`}>
                    <OneOperation
                      document={document}
                      operation={operation}
                      isOpen={`${operation.method} ${operation.path}` === at}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))
        }
      </Portions>
      {schemas.length > 0 && (
        <section aria-label={t('openapi.schemas', 'Schemas')}>
          <h3>{t('openapi.schemas', 'Schemas')}</h3>
          <Portions key={`schemas ${text}`} items={schemas}>
            {(shown) => (
              <ul className="cat-operations">
                {shown.map(([name, schema]) => (
                  <li key={name}>
                    <Unfolding label={<code className="cat-schema-name">{name}</code>} isOpenAtFirst={name === at}>
                      {() => <SchemaView document={document} schema={schema} />}
                    </Unfolding>
                  </li>
                ))}
              </ul>
            )}
          </Portions>
        </section>
      )}
    </div>
  )
}

/** Operations by their first tag, in the order of the document. */
const byTag = (operations: readonly Operation[]): [string, Operation[]][] => [
  ...Map.groupBy(operations, ({ data }) => textOf(itemsOf(data.tags)[0]) ?? ''),
]

interface OneOperationProps {
  document: Data
  operation: Operation
  isOpen: boolean
}

function OneOperation({ document, operation, isOpen }: OneOperationProps) {
  const t = useText()
  const { method, path, data } = operation
  const label = (
    <>
      <span className="cat-method" data-method={method}>
        {method}
      </span>
      <code className="cat-operation-path">{path}</code>
      <span className="cat-operation-summary">{textOf(data.summary)}</span>
      {data.deprecated === true && <Tag tone="warning">{t('schema.deprecated', 'deprecated')}</Tag>}
    </>
  )
  return (
    <Unfolding label={label} isOpenAtFirst={isOpen}>
      {() => <Details document={document} operation={operation} />}
    </Unfolding>
  )
}

function Details({ document, operation: { data, parameters } }: { document: Data; operation: Operation }) {
  const t = useText()
  const body = resolveRef(document, data.requestBody)
  return (
    <div className="cat-operation">
      {textOf(data.description) && <p className="cat-prose">{textOf(data.description)}</p>}
      {parameters.length > 0 && <Parameters document={document} parameters={parameters} />}
      {body && (
        <section aria-label={t('openapi.request', 'Request body')}>
          <h4>{t('openapi.request', 'Request body')}</h4>
          {textOf(body.description) && <p>{textOf(body.description)}</p>}
          <Contents document={document} content={body.content} />
        </section>
      )}
      <section aria-label={t('openapi.responses', 'Responses')}>
        <h4>{t('openapi.responses', 'Responses')}</h4>
        <ul className="cat-responses">
          {entriesOf(data.responses).map(([status, response]) => {
            const resolved = resolveRef(document, response) ?? {}
            return (
              <li key={status}>
                <p>
                  <code>{status}</code> {textOf(resolved.description)}
                </p>
                {isData(resolved.schema) ? (
                  <SchemaView document={document} schema={resolved.schema} />
                ) : (
                  <Contents document={document} content={resolved.content} />
                )}
              </li>
            )
          })}
        </ul>
      </section>
    </div>
  )
}

const Contents = ({ document, content }: { document: Data; content: unknown }) =>
  entriesOf(content).map(([mediaType, media]) => (
    <div key={mediaType}>
      <p className="cb-muted">{mediaType}</p>
      {isData(media) && media.schema !== undefined && <SchemaView document={document} schema={media.schema} />}
    </div>
  ))

function Parameters({ document, parameters }: { document: Data; parameters: readonly unknown[] }) {
  const t = useText()
  const title = t('openapi.parameters', 'Parameters')
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <div className="cat-related-frame">
        <table className="cat-related" aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{t('openapi.parameter', 'Name')}</th>
              <th scope="col">{t('openapi.in', 'In')}</th>
              <th scope="col">{t('openapi.value', 'Value')}</th>
              <th scope="col">{t('openapi.description', 'Description')}</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map((parameter) => {
              const data = resolveRef(document, parameter) ?? {}
              const name = textOf(data.name) ?? ''
              return (
                <tr key={`${textOf(data.in)} ${name}`}>
                  <th scope="row">
                    <code>{name}</code>{' '}
                    {data.required === true && <span className="cat-required">{t('schema.required', 'required')}</span>}
                  </th>
                  <td>{textOf(data.in)}</td>
                  <td>
                    {/* Version 2 writes the type into the parameter itself. */}
                    <SchemaView document={document} schema={data.schema ?? { type: data.type, format: data.format }} />
                  </td>
                  <td>{textOf(data.description)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}
