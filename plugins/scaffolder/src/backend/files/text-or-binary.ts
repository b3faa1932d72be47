import { isUtf8 } from 'node:buffer'

/**
 * What a file holds, by its first bytes and its encoding. Only `text` may be rendered: what is not UTF-8 would come out
 * damaged, and is `other-text`.
 */
export async function kindOf(data: Buffer): Promise<'text' | 'other-text' | 'binary'> {
  const { isBinaryFile } = await import('isbinaryfile')
  if (await isBinaryFile(data)) return 'binary'
  return isUtf8(data) ? 'text' : 'other-text'
}
