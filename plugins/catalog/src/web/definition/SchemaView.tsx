import { useText } from '@callboard/web'
import { type ReactNode, useState } from 'react'
import {
  type Data,
  entriesOf,
  isData,
  itemsOf,
  refName,
  resolveRef,
  textOf,
} from '../../model/definition/api-document.ts'

/** Which schema to show, and the document that its refs lead into. */
export interface SchemaViewProps {
  document: Data
  schema: unknown
}

/** A JSON schema as a list of its fields; deeper ones unfold, so that circles do no harm. */
export function SchemaView({ document, schema }: SchemaViewProps) {
  const t = useText()
  const resolved = resolveRef(document, schema)
  if (!resolved) return <code>{typeLabel(document, schema)}</code>
  const fields = fieldsOf(document, resolved)
  const alternatives = [...itemsOf(resolved.oneOf), ...itemsOf(resolved.anyOf)]
  return (
    <div className="cat-schema">
      <p>
        <code>{typeLabel(document, schema)}</code> <Constraints schema={resolved} />
      </p>
      {textOf(resolved.description) && <p className="cb-muted">{textOf(resolved.description)}</p>}
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <Field key={field.name} document={document} field={field} />
          ))}
        </ul>
      )}
      {alternatives.length > 0 && (
        <>
          <p>{t('schema.one-of', 'One of:')}</p>
          <ul>
            {alternatives.map((alternative, place) => (
              <li key={place}>
                <Unfolding label={<code>{typeLabel(document, alternative)}</code>}>
                  {() => <SchemaView document={document} schema={alternative} />}
                </Unfolding>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

interface SchemaField {
  name: string
  schema: unknown
  isRequired: boolean
}

function Field({ document, field: { name, schema, isRequired } }: { document: Data; field: SchemaField }) {
  const t = useText()
  const resolved = resolveRef(document, schema) ?? {}
  const inner = isData(resolved.items) ? resolved.items : schema
  const innerResolved = resolveRef(document, inner) ?? {}
  const hasMore =
    fieldsOf(document, innerResolved).length > 0 || Boolean(innerResolved.oneOf) || Boolean(innerResolved.anyOf)
  const label = (
    <>
      <code className="cat-schema-name">{name}</code> <code className="cb-muted">{typeLabel(document, schema)}</code>{' '}
      {isRequired && <span className="cat-required">{t('schema.required', 'required')}</span>}{' '}
      <Constraints schema={resolved} />
    </>
  )
  return (
    <li>
      {hasMore ? (
        <Unfolding label={label}>{() => <SchemaView document={document} schema={inner} />}</Unfolding>
      ) : (
        <p>{label}</p>
      )}
      {textOf(resolved.description) && <p className="cb-muted">{textOf(resolved.description)}</p>}
    </li>
  )
}

function Constraints({ schema }: { schema: Data }) {
  const t = useText()
  const values = itemsOf(schema.enum).map(String)
  const limits = ['minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'default'].flatMap((key) =>
    schema[key] === undefined
      ? []
      : [`${key} ${typeof schema[key] === 'object' ? JSON.stringify(schema[key]) : schema[key]}`],
  )
  if (values.length > 0) limits.unshift(t('schema.values', 'one of {values}', { values: values.join(', ') }))
  if (schema.deprecated === true) limits.push(t('schema.deprecated', 'deprecated'))
  return limits.length === 0 ? null : <span className="cat-limits">{limits.join(' · ')}</span>
}

/** The fields of an object, with those of all its parts. */
function fieldsOf(document: Data, schema: Data, depth = 0): SchemaField[] {
  const required = itemsOf(schema.required)
  const own = entriesOf(schema.properties).map(([name, field]) => ({
    name,
    schema: field,
    isRequired: required.includes(name),
  }))
  // A schema may be made of itself; nobody writes so many layers otherwise.
  if (depth > 8) return own
  const parts = itemsOf(schema.allOf).flatMap((part) => fieldsOf(document, resolveRef(document, part) ?? {}, depth + 1))
  const names = new Set(own.map(({ name }) => name))
  return [...own, ...parts.filter(({ name }) => !names.has(name))]
}

/** `Basket`, `Seat[]`, `string (date-time)`. */
function typeLabel(document: Data, schema: unknown, depth = 0): string {
  const named = refName(schema)
  if (named !== undefined) return named
  if (!isData(schema) || depth > 8) return 'any'
  if (schema.items !== undefined) return `${typeLabel(document, schema.items, depth + 1)}[]`
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : textOf(schema.type)
  const plain = type ?? (schema.properties || schema.allOf ? 'object' : 'any')
  const format = textOf(schema.format)
  return format ? `${plain} (${format})` : plain
}

interface UnfoldingProps {
  label: ReactNode
  isOpenAtFirst?: boolean
  children: () => ReactNode
}

/** Something that is made only when somebody opens it. */
export function Unfolding({ label, isOpenAtFirst = false, children }: UnfoldingProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  return (
    <details className="cat-unfolding" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{label}</summary>
      {isOpen && <div className="cat-unfolded">{children()}</div>}
    </details>
  )
}
