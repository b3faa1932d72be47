import { type JsonValue, parseEntityRef } from '@callboard/model'
import { parseRepoUrl, type TemplatingExtension } from '../../model/index.ts'

/**
 * The filters of every portal (spec/scaffolder.md 3.4).
 *
 * @param integrationType - The type of integration that is configured for a host, as `parseRepoUrl` asks for it.
 */
export function scaffolderFilters(integrationType: (host: string) => string | undefined): TemplatingExtension[] {
  return [
    {
      kind: 'filter',
      id: 'parseRepoUrl',
      description: 'Takes the address that the field RepoUrlPicker gives apart. Its host must be in `integrations`.',
      examples: [
        {
          description: 'The repository of `github.com?owner=acme&repo=shop`',
          example: '${{ (parameters.repoUrl | parseRepoUrl).repo }}',
          notes: '`shop`',
        },
      ],
      apply: (input) => withoutUndefined(parseRepoUrl(text(input, 'parseRepoUrl'), integrationType)),
    },
    {
      kind: 'filter',
      id: 'parseEntityRef',
      description:
        'Takes an entity ref apart; the casing stays. `defaultKind` and `defaultNamespace` fill what it leaves out.',
      examples: [
        {
          description: 'The name of the owner `group:default/payments`',
          example: '${{ (parameters.owner | parseEntityRef).name }}',
          notes: '`payments`',
        },
        {
          description: 'A ref that may lack its kind',
          example: '${{ parameters.owner | parseEntityRef({ defaultKind: "group", defaultNamespace: "acme" }) }}',
        },
      ],
      apply: (input, context) => ({ ...parseEntityRef(text(input, 'parseEntityRef'), refContext(context)) }),
    },
    {
      kind: 'filter',
      id: 'pick',
      description: 'The value at a path in an object, or else the second argument.',
      examples: [
        {
          description: 'A member of a member',
          example: '${{ parameters.owner | parseEntityRef | pick("name") }}',
        },
        {
          description: 'With a fallback',
          example: '${{ user.entity | pick("spec.profile.email", "nobody@example.com") }}',
        },
      ],
      apply(input, path, fallback) {
        const found = pick(input, path)
        return found === undefined ? fallback : found
      },
    },
    {
      kind: 'filter',
      id: 'projectSlug',
      description: 'Owner and repository of what the field RepoUrlPicker gives, as many hosts write them.',
      examples: [
        {
          description: 'Of `github.com?owner=acme&repo=shop`',
          example: '${{ parameters.repoUrl | projectSlug }}',
          notes: '`acme/shop`',
        },
      ],
      apply(input) {
        const { owner, repo } = parseRepoUrl(text(input, 'projectSlug'), integrationType)
        if (!owner) throw new Error(`"${input}" names no owner`)
        return `${owner}/${repo}`
      },
    },
  ]
}

function text(input: JsonValue | undefined, filter: string): string {
  if (typeof input === 'string') return input
  throw new TypeError(`${filter} needs a text, and got ${input === undefined ? 'nothing' : typeof input}`)
}

function refContext(context: JsonValue | undefined): { defaultKind?: string; defaultNamespace?: string } {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return {}
  const { defaultKind, defaultNamespace } = context
  return {
    ...(typeof defaultKind === 'string' ? { defaultKind } : {}),
    ...(typeof defaultNamespace === 'string' ? { defaultNamespace } : {}),
  }
}

const withoutUndefined = (parts: object) =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined && part !== ''))

/** By path syntax `a.b[0]["c.d"]`; a member that is called like the whole path goes first. */
function pick(input: JsonValue | undefined, path: JsonValue | undefined): JsonValue | undefined {
  if (path === undefined || path === null) throw new TypeError('pick needs a path')
  const whole = String(path)
  const segments = Array.isArray(path)
    ? path.map(String)
    : member(input, whole) === undefined
      ? segmentsOf(whole)
      : [whole]
  return segments.reduce<JsonValue | undefined>(member, input)
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value === 'string') return name === 'length' ? value.length : value[Number(name)]
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return name === 'length' ? value.length : value[Number(name)]
  return Object.hasOwn(value, name) ? value[name] : undefined
}

const segmentsOf = (path: string) =>
  [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(
    // One of the four groups has matched.
    ([, double, single, bare, plain]) => (double ?? single)?.replace(/\\(.)/g, '$1') ?? bare ?? plain ?? '',
  )
