import { readFile, writeFile } from 'node:fs/promises'
import { isSeq, parseDocument } from 'yaml'

/**
 * Adds an entry to the list `plugins` of a config file; comments and everything else stay.
 *
 * @returns false when there is no such file, or when it cannot be changed safely; then it is left as it was.
 */
export async function addPluginToConfig(file: string, entry: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return false
  const document = parseDocument(text)
  if (document.errors.length > 0) return false
  const plugins = document.get('plugins')
  if (plugins === undefined || plugins === null) {
    if (document.has('plugins')) return false
    const gap = text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n'
    await writeFile(file, `${text}${gap}plugins:\n  - ${entry}\n`)
    return true
  }
  if (!isSeq(plugins)) return false
  plugins.add(entry)
  await writeFile(file, document.toString({ lineWidth: 0 }))
  return true
}
