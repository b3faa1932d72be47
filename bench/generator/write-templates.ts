import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { yamlText } from './yaml-text.ts'

/** Templates whose skeletons have so many files each. */
export const skeletonFiles = [20, 1_000] as const

/** Under which name the template with a skeleton of so many files is in the catalog. */
export const templateName = (files: number): string => `bench-${files}`

/**
 * Writes templates with their skeletons: files of about a kilobyte, in which half the lines hold expressions.
 *
 * @returns The Location that names them.
 */
export async function writeTemplates(dir: string): Promise<string> {
  for (const files of skeletonFiles) {
    const folder = join(dir, templateName(files))
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'template.yaml'), yamlText(templateOf(files)))
    for (let i = 0; i < files; i++) {
      const inner = join(folder, 'skeleton', `folder-${i % Math.ceil(files / 10)}`)
      await mkdir(inner, { recursive: true })
      await writeFile(join(inner, `file-${i}.md`), text)
    }
  }
  const all = join(dir, 'templates.yaml')
  const targets = skeletonFiles.map((files) => `./${templateName(files)}/template.yaml`)
  const location = { apiVersion: 'backstage.io/v1alpha1', kind: 'Location', metadata: { name: 'bench-templates' } }
  await writeFile(all, yamlText({ ...location, spec: { targets } }))
  return all
}

const templateOf = (files: number) => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: templateName(files), title: `A skeleton of ${files} files` },
  spec: {
    type: 'service',
    parameters: [
      {
        title: 'About it',
        required: ['name'],
        properties: { name: { type: 'string' }, description: { type: 'string' } },
      },
    ],
    steps: [
      {
        id: 'fetch',
        name: 'Fetch the skeleton',
        action: 'fetch:template',
        input: {
          url: './skeleton',
          values: { name: '${{ parameters.name }}', description: '${{ parameters.description }}' },
        },
      },
      { id: 'log', name: 'Say so', action: 'debug:log', input: { message: 'Made ${{ parameters.name }}' } },
    ],
    output: { text: [{ title: 'Made', content: '${{ parameters.name }} is made.' }] },
  },
})

const text = Array.from({ length: 10 }, (_, line) =>
  [
    `${line}. This service is called \${{ values.name }}, and it is about: \${{ values.description }}.`,
    `${line}. This line is the same in every service that is made from this skeleton.\n`,
  ].join('\n'),
).join('')
