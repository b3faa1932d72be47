import { type Random, seededRandom } from './random.ts'
import { audiences, nouns, things, verbs } from './words.ts'

/** A docs site of `pages` pages of about 10 kB: text, lists, tables, admonitions, tabs, links to other pages, and code. */
export function docsSite(pages: number): Map<string, string> {
  const random = seededRandom(7)
  const paths = Array.from({ length: pages }, (_, index) => pathOf(index))
  const nav = paths.map((path) => `  - ${path}`)
  const config = `site_name: Bench\nplugins:\n  - techdocs-core\nnav:\n${nav.join('\n')}\n`
  const files = new Map([['mkdocs.yml', config]])
  for (const [index, path] of paths.entries()) files.set(`docs/${path}`, page(index, { random, paths }))
  return files
}

const pathOf = (index: number) =>
  index === 0 ? 'index.md' : `part-${Math.floor(index / 20)}/page-${String(index).padStart(3, '0')}.md`

const pageChars = 10_000

function page(index: number, { random, paths }: { random: Random; paths: readonly string[] }): string {
  const up = index === 0 ? '' : '../'
  const parts = [`# Page ${index}: the ${random.pick(nouns)}\n\n${paragraph(random, up, paths)}`]
  const kinds = [list, code, table, admonition, tabs]
  for (let chars = 0; chars < pageChars; ) {
    const make = kinds[parts.length % kinds.length] ?? list
    const part = `## ${random.pick(verbs)} ${random.pick(things)} ${parts.length}\n\n${paragraph(random, up, paths)}\n\n${make(random)}`
    parts.push(part)
    chars += part.length
  }
  return `${parts.join('\n\n')}\n`
}

const sentence = (random: Random) =>
  `${random.pick(verbs)} the **${random.pick(nouns)}** of each \`${random.pick(nouns)}-${random.pick(things)}\` for the ${random.pick(audiences)}, then ${random.pick(nouns)} and ${random.pick(nouns)}.`

const sentences = (random: Random, count: number) => Array.from({ length: count }, () => sentence(random)).join(' ')

const paragraph = (random: Random, up: string, paths: readonly string[]) =>
  `${sentences(random, 4)} See [another page](${up}${random.pick(paths)}).`

const list = (random: Random) =>
  `${Array.from({ length: 5 }, () => `- ${sentence(random)}\n    - ${sentence(random)}`).join('\n')}`

const table = (random: Random) =>
  `| ${random.pick(nouns)} | ${random.pick(nouns)} | what it is for |\n| --- | :-: | --- |\n${Array.from(
    { length: 8 },
    () => `| \`${random.pick(nouns)}\` | ${random.int(1000)} | ${sentence(random)} |`,
  ).join('\n')}`

const admonition = (random: Random) => `!!! warning "Mind the ${random.pick(nouns)}"\n    ${sentences(random, 3)}`

const tabs = (random: Random) =>
  `=== "Shell"\n\n    \`\`\`sh\n    ${random.pick(nouns)} --${random.pick(nouns)} "$HOME/${random.pick(nouns)}" | sort\n    \`\`\`\n\n=== "YAML"\n\n    \`\`\`yaml\n    ${random.pick(nouns)}:\n      ${random.pick(nouns)}: ${random.int(100)}\n    \`\`\``

const code = (random: Random) =>
  `\`\`\`ts title="${random.pick(nouns)}.ts"\n${Array.from(
    { length: 12 },
    () =>
      `export const ${random.pick(nouns)}${random.int(1000)} = (${random.pick(things)}: string[]) => ${random.pick(things)}.length + ${random.int(100)} // ${random.pick(nouns)}`,
  ).join('\n')}\n\`\`\``
