import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ScmIntegrations, UrlReader } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import type { InputReader } from './placeholders.ts'

/** Largest file that a placeholder may pull in. */
const maxInputBytes = 10 * 1024 * 1024

/**
 * Reads what placeholders of one entity point at, under the rules of spec/catalog.md 3.9: from a `url` location, files
 * of the same repository and addresses that may be read at all; from a `file` location, files below the folder of the
 * registration.
 *
 * @param location - Location ref of the entity's file.
 * @param originLocation - Location ref of the registration.
 */
export function inputReader(options: {
  location: string
  originLocation: string
  urlReader: UrlReader
  scm: ScmIntegrations
}): InputReader {
  const [type, base] = splitRef(options.location)
  if (type === 'file') return fileInputs(base, splitRef(options.originLocation))
  if (type === 'url') return urlInputs(base, options.urlReader, options.scm)
  return {
    read: async (target) => {
      throw errors.inputNotAllowed({ target, reason: `entities from "${type}" locations cannot include other files` })
    },
  }
}

function urlInputs(base: string, urlReader: UrlReader, scm: ScmIntegrations): InputReader {
  return {
    async read(target, from = base) {
      const url = scm.resolveUrl({ url: target, base: from })
      const home = repositoryOf(scm, base)
      const other = repositoryOf(scm, url)
      if (home && other && home !== other) {
        throw errors.inputNotAllowed({ target: url, reason: `it is outside of the entity's own repository, ${home}` })
      }
      const result = await urlReader.readUrl(url)
      const bytes = await result.buffer()
      if (bytes.length > maxInputBytes) throw errors.inputTooLarge({ target: url, maxBytes: maxInputBytes })
      return { text: bytes.toString('utf8'), url }
    },
  }
}

function repositoryOf(scm: ScmIntegrations, url: string): string | undefined {
  const integration = scm.byUrl(url)
  const repository = integration?.repository(url)
  return integration && repository && `${integration.host}/${repository.owner}/${repository.name}`.toLowerCase()
}

function fileInputs(base: string, [originType, origin]: [string, string]): InputReader {
  return {
    async read(target, from = base) {
      if (/^[a-z][a-z0-9+.-]+:\/\//i.test(target) && !target.startsWith('file://')) {
        throw errors.inputNotAllowed({ target, reason: 'an entity from a local file may only include local files' })
      }
      const path = target.startsWith('file://') ? fileURLToPath(target) : resolve(dirname(from), target)
      const root = await realpath(originType === 'file' ? staticFolder(origin) : dirname(base))
      // The real path, so that a symbolic link cannot lead outside.
      const real = await realpath(path).catch((cause: unknown) => {
        throw errors.inputUnreadable({ target: path }, { cause })
      })
      const inside = relative(root, real)
      if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
        throw errors.inputNotAllowed({
          target,
          reason: `it is outside of ${root}, the folder of the registered location`,
        })
      }
      const info = await stat(real)
      if (!info.isFile()) throw errors.inputNotAllowed({ target, reason: 'it is not a file' })
      if (info.size > maxInputBytes) throw errors.inputTooLarge({ target, maxBytes: maxInputBytes })
      return { text: await readFile(real, 'utf8'), url: path }
    },
  }
}

/** The folder of a file target; of a glob, the part before its first pattern. */
export function staticFolder(target: string): string {
  const pattern = target.search(/[*?[{]/)
  return dirname(pattern === -1 ? target : `${target.slice(0, pattern)}x`)
}

/** Splits a location ref at its first colon. */
export function splitRef(ref: string): [type: string, target: string] {
  const colon = ref.indexOf(':')
  return [ref.slice(0, colon), ref.slice(colon + 1)]
}
