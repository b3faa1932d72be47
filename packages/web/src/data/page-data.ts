/**
 * What the page has brought along, so that nobody needs to ask the server for it.
 *
 * @param id - Who on the server adds it calls it so: `signIn`.
 * @returns undefined when this page came without it.
 */
export function readPageData(page: Document, id: string): unknown {
  const text = page.getElementById('callboard-page-data')?.textContent
  const data: unknown = text ? JSON.parse(text) : undefined
  return typeof data === 'object' && data !== null && Object.hasOwn(data, id) ? Reflect.get(data, id) : undefined
}
