import { useText } from '@callboard/web'
import { useMemo } from 'react'
import { channelsOf, type Data, entriesOf, isData, textOf } from '../../model/definition/api-document.ts'
import { DocumentHead } from './DocumentHead.tsx'
import { SchemaView, Unfolding } from './SchemaView.tsx'

const bringIntoSight = (element: HTMLElement | null) => element?.scrollIntoView()

/** The channels of an AsyncAPI document, and what travels on them; the channel `at` is brought into sight. */
export function AsyncApiView({ document, at }: { document: Data; at?: string | undefined }) {
  const t = useText()
  const channels = useMemo(() => channelsOf(document), [document])
  const servers = entriesOf(document.servers).map(([name, server]) => {
    const { host, url, protocol } = isData(server) ? server : {}
    return `${name}: ${textOf(protocol) ?? ''} ${textOf(host) ?? textOf(url) ?? ''}`
  })
  return (
    <div className="cat-definition">
      <DocumentHead document={document}>
        {servers.map((server) => (
          <code key={server}>{server}</code>
        ))}
      </DocumentHead>
      {channels.map(({ name, description, operations, messages }) => (
        <section key={name} ref={name === at ? bringIntoSight : undefined} aria-label={name}>
          <h3>
            <code>{name}</code>
          </h3>
          {description && <p className="cat-prose">{description}</p>}
          <ul>
            {operations.map((operation) => (
              <li key={`${operation.action} ${operation.name}`}>
                <span className="cat-method">{operation.action}</span> <code>{operation.name}</code> {operation.summary}
              </li>
            ))}
          </ul>
          <h4>{t('asyncapi.messages', 'Messages')}</h4>
          <ul className="cat-operations">
            {messages.map(({ name, data }) => (
              <li key={name}>
                <Unfolding
                  label={
                    <>
                      <code className="cat-schema-name">{name}</code>
                      <span className="cat-operation-summary">{textOf(data.summary)}</span>
                    </>
                  }
                >
                  {() => <SchemaView document={document} schema={data.payload} />}
                </Unfolding>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
