import type { CoreServices } from '@callboard/kernel'
import type { Entities } from '@callboard/plugin-catalog'
import { errors, readTemplateFiles, type TemplateFiles } from '../../model/index.ts'
import type { SourceFetcher } from '../files/fetch-source.ts'
import { baseUrlOf, findTemplate } from './find-template.ts'

/** What an editor can work with, and send to a dry run. */
const maxBytes = 7 * 1024 * 1024

/** Serves the folder of a template to its editor: what a step of it could fetch as `./`. */
export function serveTemplateFiles({
  http,
  entities,
  fetcher,
}: Pick<CoreServices, 'http'> & { entities: Entities; fetcher: SourceFetcher }): void {
  http.serve(readTemplateFiles, async ({ params, credentials, signal }): Promise<TemplateFiles> => {
    const { namespace = '', kind = '', name = '' } = params
    const { template } = await findTemplate(entities, `${kind}:${namespace}/${name}`, credentials)
    const baseUrl = baseUrlOf(template)
    const tree = await fetcher.tree({ url: './', baseUrl, signal })
    const files: TemplateFiles['files'] = []
    let bytes = 0
    for (const { path, mode = 0, read } of tree.files) {
      const content = await read()
      bytes += content.length
      if (bytes > maxBytes) throw errors.treeTooLarge({ url: baseUrl ?? './', maxBytes, maxEntries: tree.files.length })
      files.push({ path, executable: (mode & 0o100) !== 0, base64Content: content.toString('base64') })
    }
    const templatePath = baseUrl === undefined ? undefined : lastPart(baseUrl)
    const editUrl = template.metadata.annotations?.['backstage.io/edit-url']
    return {
      files,
      ...(templatePath !== undefined && files.some(({ path }) => path === templatePath) && { templatePath }),
      ...(editUrl !== undefined && { editUrl }),
    }
  })
}

const lastPart = (url: string) => decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
