import { dirname, isAbsolute, resolve } from 'node:path'
import type { ScmIntegrations } from '@callboard/kernel'
import type { Entity, Problem } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { LocationTarget } from './candidate.ts'
import { splitRef } from './input-reader.ts'

/** Types that a location of any type may point to (spec/catalog.md 3.3). */
const openTypes = ['url']

/**
 * What a Location entity points at, absolute.
 *
 * @param entity - A valid entity of kind Location.
 * @param location - Location ref of the file it was read from.
 * @returns The targets, `target` before `targets`, each once; or the problem that makes it unusable.
 */
export function locationTargets(
  entity: Entity,
  location: string,
  scm: ScmIntegrations,
): { targets: LocationTarget[] } | { problem: Problem } {
  const spec = (entity.spec ?? {}) as { type?: string; target?: string; targets?: string[]; presence?: string }
  const [baseType, base] = splitRef(location)
  const type = spec.type ?? baseType
  if (type !== baseType && !openTypes.includes(type)) {
    const error = errors.locationTypeMismatch({ type, from: baseType })
    return {
      problem: { code: error.code, level: 'error', message: error.message, hint: error.hint, pointer: '/spec/type' },
    }
  }
  const presence = spec.presence === 'optional' ? 'optional' : 'required'
  const written = [...(spec.target === undefined ? [] : [spec.target]), ...(spec.targets ?? [])]
  const targets = new Map<string, LocationTarget>()
  for (const target of written) {
    const absolute = type === baseType ? absoluteTarget(type, target, base, scm) : target
    targets.set(absolute, { type, target: absolute, presence })
  }
  return { targets: [...targets.values()] }
}

function absoluteTarget(type: string, target: string, base: string, scm: ScmIntegrations): string {
  if (type === 'url') return scm.resolveUrl({ url: target, base })
  if (type !== 'file' || isAbsolute(target)) return target
  const absolute = resolve(dirname(base), target)
  // resolve() drops the separator at the end, by which a folder given for a file is told.
  return /[/\\]$/.test(target) ? `${absolute}/` : absolute
}
