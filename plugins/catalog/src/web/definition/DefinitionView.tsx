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
  const [params] = useSearchParams()
  const at = params.get('at') ?? undefined
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
    <Definition
      // What search has found is shown first, also where another part of it was shown before.
      key={at}
      text={definition}
      type={specText(entity, 'type')?.toLowerCase() ?? ''}
      name={entity.metadata.name}
      at={at}
    />
  )
}

interface DefinitionProps {
  text: string
  type: string
  name: string
  /** The operation, channel or type that the address names, as `api-documents.ts` of the backend writes it. */
  at: string | undefined
}

function Definition({ text, type, name, at }: DefinitionProps) {
  const outline = useMemo(() => outlineOf(text, type), [text, type])
  const language = languageOf(text, type)
  const source = { text, language, fileName: `${name}.${endings[language]}` }
  if (outline) return <WithOutline outline={outline} source={source} at={at} />
  if (type === 'openapi' || type === 'asyncapi') return <WithDocument type={type} source={source} at={at} />
  return <SourceText {...source} />
}

type Source = Omit<SourceTextProps, 'line'>

/** What the document offers and its text, one of them at a time. */
function WithDocument({ type, source, at }: { type: DocumentType; source: Source; at: string | undefined }) {
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
        <Document type={type} document={reading.document} at={at} />
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

const Document = ({ type, document, at }: { type: DocumentType; document: Data; at: string | undefined }) =>
  type === 'openapi' ? <OpenApiView document={document} at={at} /> : <AsyncApiView document={document} at={at} />

interface WithOutlineProps {
  outline: readonly OutlineEntry[]
  source: Source
  at: string | undefined
}

function WithOutline({ outline, source, at }: WithOutlineProps) {
  const t = useText()
  const [line, setLine] = useState(
    () => outline.flatMap((entry) => [entry, ...entry.children]).find(({ name }) => name === at)?.line,
  )
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
