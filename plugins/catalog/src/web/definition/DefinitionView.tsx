import { Button, EmptyState, type EntityTabProps, Loading, useSearchParams, useText } from '@callboard/web'
import { useMemo, useState } from 'react'
import type { Data } from '../../model/definition/api-document.ts'
import { graphqlOutline, type OutlineEntry, protoOutline } from '../../model/definition/outline.ts'
import { specText } from '../entity-names.ts'
import { AsyncApiView } from './AsyncApiView.tsx'
import { BrokenDefinition, type DocumentType } from './BrokenDefinition.tsx'
import type { SourceLanguage } from './highlight.ts'
import { OpenApiView } from './OpenApiView.tsx'
import { SourceText, type SourceTextProps } from './SourceText.tsx'
import { useReading } from './use-reading.ts'

const example = 'spec:\n  definition:\n    $text: ./openapi.yaml'

/** The definition of an API: what it offers, or the text as its authors wrote it. */
export function DefinitionView({ entity }: EntityTabProps) {
  const t = useText()
  const definition = specText(entity, 'definition')
  if (!definition) {
    return (
      <EmptyState title={t('definition.none', 'This API has no definition (spec.definition).')} icon="api">
        <p className="cb-muted">
          {t(
            'definition.none.hint',
            'Name its file in the entity, and it is shown here. For one beside catalog-info.yaml:',
          )}
        </p>
        <pre className="cat-definition-example">{example}</pre>
      </EmptyState>
    )
  }
  return (
    <Definition text={definition} type={specText(entity, 'type')?.toLowerCase() ?? ''} name={entity.metadata.name} />
  )
}

function Definition({ text, type, name }: { text: string; type: string; name: string }) {
  const outline = useMemo(() => outlineOf(text, type), [text, type])
  const language = languageOf(text, type)
  const source = { text, language, fileName: `${name}.${endings[language]}` }
  if (outline) return <WithOutline outline={outline} source={source} />
  if (type === 'openapi' || type === 'asyncapi') return <WithDocument type={type} source={source} />
  return <SourceText {...source} />
}

type Source = Omit<SourceTextProps, 'line'>

/** What the document offers and its text, one of them at a time. */
function WithDocument({ type, source }: { type: DocumentType; source: Source }) {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const reading = useReading(source.text)
  if (reading && reading.state !== 'read') return <BrokenDefinition type={type} reading={reading} source={source} />
  const isSource = params.get('view') === 'source'
  const show = (view: 'source' | undefined) =>
    setParams(
      (before) => {
        if (view) before.set('view', view)
        else before.delete('view')
        return before
      },
      { replace: true },
    )
  return (
    <>
      <p className="cat-definition-switch">
        <Button onPress={() => show(isSource ? undefined : 'source')} icon={isSource ? 'list' : 'source'}>
          {isSource ? t('definition.document', 'Show what it offers') : t('definition.source', 'Show the text')}
        </Button>
      </p>
      {isSource ? (
        <SourceText {...source} />
      ) : reading ? (
        <Document type={type} document={reading.document} />
      ) : (
        <div className="cat-definition-reading">
          <p className="cb-muted">
            {t('definition.reading', 'Reading the definition. A long one takes some seconds.')}
          </p>
          <Loading />
        </div>
      )}
    </>
  )
}

const Document = ({ type, document }: { type: DocumentType; document: Data }) =>
  type === 'openapi' ? <OpenApiView document={document} /> : <AsyncApiView document={document} />

function WithOutline({ outline, source }: { outline: readonly OutlineEntry[]; source: Source }) {
  const t = useText()
  const [line, setLine] = useState<number>()
  const entry = ({ kind, name, line: at, children }: OutlineEntry) => (
    <li key={`${kind} ${name} ${at}`}>
      <button type="button" aria-current={line === at ? 'true' : undefined} onClick={() => setLine(at)}>
        <span className="cat-outline-kind">{kind}</span> {name}
      </button>
      {children.length > 0 && <ul>{children.map(entry)}</ul>}
    </li>
  )
  return (
    <div className="cat-outlined">
      <nav className="cat-outline" aria-label={t('definition.outline', 'What is in it')}>
        <ul>{outline.map(entry)}</ul>
      </nav>
      <SourceText {...source} line={line} />
    </div>
  )
}

function outlineOf(text: string, type: string): OutlineEntry[] | undefined {
  const entries = type === 'graphql' ? graphqlOutline(text) : type === 'grpc' ? protoOutline(text) : []
  return entries.length > 0 ? entries : undefined
}

function languageOf(text: string, type: string): SourceLanguage {
  if (type === 'graphql') return 'graphql'
  if (type === 'grpc') return 'proto'
  if (/^\s*[{[]/.test(text)) return 'json'
  return type === 'openapi' || type === 'asyncapi' ? 'yaml' : 'text'
}

const endings: Readonly<Record<SourceLanguage, string>> = {
  yaml: 'yaml',
  json: 'json',
  graphql: 'graphql',
  proto: 'proto',
  text: 'txt',
}
