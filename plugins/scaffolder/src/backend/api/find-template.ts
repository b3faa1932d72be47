import { pathToFileURL } from 'node:url'
import type { Credentials } from '@callboard/kernel'
import { type Entity, findSourceLocation, parseEntityRef, parseLocationRef, stringifyEntityRef } from '@callboard/model'
import type { Entities } from '@callboard/plugin-catalog'
import { errors, type TemplateEntity, templateApiVersion } from '../../model/index.ts'

/** A template, and its canonical ref. */
export interface FoundTemplate {
  ref: string
  template: TemplateEntity
}

/**
 * Reads a template as its caller sees it.
 *
 * @param text - A ref; its default kind is `template`.
 * @throws `scaffolder/not-a-template-kind`, `scaffolder/template-not-found`, `scaffolder/unsupported-version`
 */
export async function findTemplate(entities: Entities, text: string, credentials: Credentials): Promise<FoundTemplate> {
  const parts = parseEntityRef(text, { defaultKind: 'template' })
  if (parts.kind.toLowerCase() !== 'template') throw errors.notATemplateKind({ kind: parts.kind })
  const ref = stringifyEntityRef(parts)
  const template = await entities.findByRef(ref, { credentials })
  if (!template) throw errors.templateNotFound({ ref })
  refuseOtherVersions(template)
  // The catalog has checked its shape: kind and version say which.
  return { ref, template: template as TemplateEntity }
}

/** @throws `scaffolder/unsupported-version` */
export function refuseOtherVersions({ apiVersion }: Entity): void {
  if (apiVersion !== templateApiVersion) throw errors.unsupportedVersion({ apiVersion })
}

/** The canonical ref of the group or user that a template belongs to. */
export const ownerOf = (template: TemplateEntity): string | undefined =>
  template.relations?.find(({ type }) => type === 'ownedBy')?.targetRef

/**
 * What relative addresses in a template start from (spec/scaffolder.md 7.1). Only what the catalog itself has read from a
 * file may name files: anybody can write annotations into what they register.
 */
export function baseUrlOf(template: Entity): string | undefined {
  const source = findSourceLocation(template)
  // `url:file:///etc/` is an address, too.
  if (source?.type === 'url') return isOnTheWeb(source.target) ? source.target : undefined
  if (source?.type !== 'file') return undefined
  const managedBy = parseLocationRef(template.metadata.annotations?.['backstage.io/managed-by-location'] ?? '')
  return managedBy.type === 'file' ? pathToFileURL(source.target).href : undefined
}

const isOnTheWeb = (target: string) => ['http:', 'https:'].includes(URL.parse(target)?.protocol ?? '')
