import { $RefParser } from '@apidevtools/json-schema-ref-parser'
import { parse, stringify } from 'yaml'
import type { InputReader } from './placeholders.ts'

/**
 * Puts everything that an OpenAPI or AsyncAPI document refers to by `$ref` into the document itself.
 *
 * @param text - YAML or JSON.
 * @param url - Where it was read; relative `$ref`s start from here.
 * @param reader - Reads the other files, under the same rules as the document.
 * @returns YAML. References within the document stay references.
 * @throws When a reference cannot be read.
 */
export async function bundleDefinition(text: string, url: string, reader: InputReader): Promise<string> {
  const document = parse(text, { merge: false, maxAliasCount: 100 }) as object
  const bundled = await $RefParser.bundle(url, document, {
    resolve: {
      file: false,
      http: false,
      external: true,
      input: {
        order: 1,
        canRead: true,
        read: async (file: { url: string }) => (await reader.read(file.url, url)).text,
      },
    },
  })
  return stringify(bundled, { aliasDuplicateObjects: false })
}
