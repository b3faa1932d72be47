import { onDemand, useTry } from '@callboard/web'
import { analyze } from '../../model/routes-write.ts'
import { Preview } from './Preview.tsx'
import { Refusal } from './Refusal.tsx'
import { isDescriptor } from './target-problem.ts'

// It writes YAML, which takes a library.
const Proposal = onDemand(() => import('./Proposal.tsx').then((module) => module.Proposal))

interface AnalysisProps {
  url: string
  onRegister: (target: string) => void
}

/** What an address would give: of a file what it says, of a repository what its file says, or else a proposal for one. */
export function Analysis({ url, onRegister }: AnalysisProps) {
  // A file is looked at as it is; only a repository has to be searched.
  if (isDescriptor(url)) return <Preview target={url} onRegister={onRegister} />
  return <Repository url={url} onRegister={onRegister} />
}

function Repository({ url, onRegister }: AnalysisProps) {
  const tried = useTry(analyze, { body: { location: { type: 'url', target: url } } })
  if (tried.state === 'refused') return <Refusal error={tried.error} />
  const { existingEntityFiles, generateEntities } = tried.reply
  const targets = [...new Set(existingEntityFiles.flatMap((file) => targetOf(file) ?? []))]
  if (targets.length === 0) return <Proposal entity={entityOf(generateEntities[0])} />
  return targets.map((target) => <Preview key={target} target={target} onRegister={onRegister} />)
}

/** The route leaves the items open; spec/catalog.md 4.15 gives them `location.target` and `entity`. */
const targetOf = (file: unknown): string | undefined => {
  const target = field(field(file, 'location'), 'target')
  return typeof target === 'string' ? target : undefined
}

const entityOf = (generated: unknown): unknown => field(generated, 'entity')

const field = (of: unknown, key: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined
