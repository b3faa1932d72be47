import type { Static } from '@callboard/model'
import type { ProblemObject } from '../../model/routes-insight.ts'

/** A problem as the catalog lists it. */
export type ListedProblem = Static<typeof ProblemObject>

const levels = ['error', 'warning', 'info'] as const
/** How grave a problem is. */
export type Level = (typeof levels)[number]

/** What the page of problems shows: everything the address says. */
export interface ProblemView {
  groupBy: 'source' | 'entity'
  level: Level | undefined
  code: string | undefined
  /** Only those of one source. */
  sourceId: number | undefined
  /** Only those of what the person owns. */
  isMine: boolean
}

/** Reads the view from the address. What cannot be understood is left at its default. */
export function parseProblemView(params: URLSearchParams): ProblemView {
  const sourceId = params.get('source') ?? ''
  return {
    groupBy: params.get('by') === 'entity' ? 'entity' : 'source',
    level: levels.find((level) => level === params.get('level')),
    // What the route accepts; anything else would be refused.
    code: /^[\w./-]+$/.exec(params.get('code') ?? '')?.[0],
    sourceId: /^[1-9]\d{0,14}$/.test(sourceId) ? Number(sourceId) : undefined,
    isMine: params.get('mine') === 'yes',
  }
}

/** Writes the view as an address. Defaults are left out. */
export function writeProblemView(view: ProblemView): URLSearchParams {
  const params = new URLSearchParams()
  if (view.groupBy === 'entity') params.set('by', 'entity')
  if (view.level) params.set('level', view.level)
  if (view.code) params.set('code', view.code)
  if (view.sourceId) params.set('source', String(view.sourceId))
  if (view.isMine) params.set('mine', 'yes')
  return params
}

/** Problems that belong together. */
export interface ProblemGroup {
  /** A source's id, or an entity's ref; undefined for problems that name none. */
  of: number | string | undefined
  problems: ListedProblem[]
}

/** Puts problems together, in the order in which their groups first appear: the gravest first. */
export function groupProblems(problems: readonly ListedProblem[], by: ProblemView['groupBy']): ProblemGroup[] {
  const groups = new Map<ProblemGroup['of'], ProblemGroup>()
  for (const problem of problems) {
    const of = by === 'source' ? problem.sourceId : problem.ref
    const group = groups.get(of)
    if (group) group.problems.push(problem)
    else groups.set(of, { of, problems: [problem] })
  }
  return [...groups.values()]
}

/** How many problems there are of each code, the most frequent first. */
export function countCodes(problems: readonly ListedProblem[]): [code: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].sort(([one, n], [other, m]) => m - n || one.localeCompare(other))
}
