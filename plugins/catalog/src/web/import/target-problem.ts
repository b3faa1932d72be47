/** Why something typed cannot be the target of a location; undefined when it can. The server looks again. */
export function targetProblem(text: string): 'missing' | 'no-url' | 'scheme' | undefined {
  if (text === '') return 'missing'
  const url = URL.parse(text)
  if (!url) return 'no-url'
  return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : 'scheme'
}

/** Whether an address is of one file, rather than of a repository that may have one. */
export const isDescriptor = (url: string): boolean => /\.ya?ml$/i.test(URL.parse(url)?.pathname ?? '')
