import { describe, expect, test } from 'vitest'
import { createSanitiser } from './create-sanitiser.ts'
import { hostile } from './fixtures/hostile.ts'
import { hostileOptions } from './fixtures/hostile-options.ts'
import { dangersOf } from './fixtures/parsed.mjs'

const sanitiser = createSanitiser(hostileOptions)
describe('each attack is taken out, and cleaning again changes nothing', () => {
  test.each(Object.entries(hostile))('%s', (_, html) => {
    const cleaned = sanitiser.clean(`<p>before</p>${html}`)
    expect(dangersOf(cleaned)).toEqual([])
    expect(sanitiser.clean(cleaned)).toBe(cleaned)
    expect(cleaned).toContain('<p>before</p>')
  })
})

test('the attacks are attacks: what finds nothing in the cleaned HTML finds it in them', () => {
  const harmless = Object.entries(hostile).filter(([, html]) => dangersOf(html).length === 0)
  // These want a page of their own, or a browser that reads otherwise than this parser.
  expect(harmless.length).toBeLessThan(15)
})

// Each would take minutes, or the whole stack, if anything searched or nested with its length.
const huge: Record<string, string> = {
  'a table of 100,000 cells': `<table><tr>${'<td>x'.repeat(100_000)}</table>`,
  '100,000 open elements': '<div>'.repeat(100_000),
  '100,000 open elements and as many ends of others': '<div>'.repeat(100_000) + '</b>'.repeat(100_000),
  '50,000 open links within bold': '<a href=x><b>'.repeat(50_000),
  '50,000 drawings within formulas': '<svg><math>'.repeat(50_000),
  '50,000 foreign objects': '<svg><foreignObject>'.repeat(50_000),
  '100,000 forms': '<form>'.repeat(100_000),
  '100,000 frames': '<iframe>'.repeat(100_000),
  '100,000 comments that do not end': '<!-- -'.repeat(100_000),
  '50,000 noscript and ends of others': '<noscript></b>'.repeat(50_000),
  '100,000 attributes': `<a ${Array.from({ length: 100_000 }, (_, index) => `a${index}=1`).join(' ')}>`,
  '100,000 declarations': `<p style="${'color:red;'.repeat(100_000)}">`,
  'a colour of 100,000 brackets': `<p style="color:${'rgb('.repeat(100_000)}">`,
  'a fill of 50,000 addresses': `<svg fill="${'url(#a)'.repeat(50_000)}x">`,
  'a srcset of 100,000 blanks': `<img srcset="a${' '.repeat(100_000)}x, b">`,
  'a srcset of 100,000 digits': `<img srcset="a 1${'1'.repeat(100_000)}y">`,
  'an address of 100,000 blanks': `<a href="${' '.repeat(100_000)}javascript:x">`,
  'a rel of 100,000 words': `<a target=x rel="${'a b '.repeat(50_000)}">`,
  'a name of a million letters': `<my-${'a'.repeat(1_000_000)} ${'b'.repeat(1_000_000)}=1>`,
}

describe('cleaning takes time by length, not by its square', () => {
  test.each(Object.entries(huge))('%s', (_, html) => {
    const cleaned = sanitiser.clean(`${html}<p>after</p>`)
    expect(dangersOf(cleaned.slice(0, 20_000))).toEqual([])
    expect(sanitiser.clean(cleaned)).toBe(cleaned)
  })
})

test('elements deeper than 250 lose their tags and keep their text', () => {
  const cleaned = sanitiser.clean(`${'<div>'.repeat(1_000)}<b>deep</b>`)
  expect(cleaned.match(/<div>/g)).toHaveLength(250)
  expect(cleaned).toContain('deep')
  expect(cleaned).not.toContain('<b>')
})
