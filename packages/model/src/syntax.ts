/** What a short text must look like. */
export interface FieldRule {
  /** Whether the text obeys. */
  test(text: string): boolean
  /** What is expected, to follow "it must be": `1 to 63 letters and digits`. */
  expected: string
}

/** The rules of short texts in an entity. A deployment may replace any of them (spec/catalog.md 1.4). */
export interface FieldRules {
  apiVersion: FieldRule
  kind: FieldRule
  name: FieldRule
  namespace: FieldRule
  labelKey: FieldRule
  labelValue: FieldRule
  annotationKey: FieldRule
  annotationValue: FieldRule
  tag: FieldRule
}

const maxLength = 63
const maxDomainLength = 253

const namePattern = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const labelPattern = /^[a-z0-9]+(?:-+[a-z0-9]+)*$/
const kindPattern = /^[A-Za-z][A-Za-z0-9]*$/
const suffixPattern = /^[A-Za-z0-9]+$/
const tagPattern = /^[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*$/

const isShort = (text: string, pattern: RegExp) => text.length <= maxLength && pattern.test(text)
const isName = (text: string) => isShort(text, namePattern)
const isDomain = (text: string) =>
  text.length <= maxDomainLength && text.split('.').every((label) => isShort(label, labelPattern))

/** `[<dns-subdomain>/]<rest>`, at most one slash. */
function isPrefixed(text: string, isRest: (rest: string) => boolean): boolean {
  const slash = text.indexOf('/')
  return slash === -1 ? isRest(text) : isDomain(text.slice(0, slash)) && isRest(text.slice(slash + 1))
}

const nameText = '1 to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends'
const keyRule: FieldRule = {
  test: (text) => isPrefixed(text, isName),
  expected: `${nameText}, optionally after a lower-case domain and one "/", such as example.com/tier`,
}

/** The rules of spec/catalog.md 1.4. */
export const defaultFieldRules: FieldRules = {
  apiVersion: {
    test: (text) => isPrefixed(text, (suffix) => isShort(suffix, suffixPattern)),
    expected:
      'a version of letters and digits, optionally after a lower-case domain and one "/", such as example.com/v1',
  },
  kind: { test: (text) => isShort(text, kindPattern), expected: '1 to 63 letters and digits, a letter first' },
  name: { test: isName, expected: nameText },
  namespace: {
    test: (text) => isShort(text, labelPattern),
    expected: '1 to 63 lower-case letters and digits, with "-" in between',
  },
  labelKey: keyRule,
  labelValue: { test: (text) => text === '' || isName(text), expected: `empty, or ${nameText}` },
  annotationKey: keyRule,
  annotationValue: { test: () => true, expected: 'a string' },
  tag: {
    test: (text) => isShort(text, tagPattern),
    expected: '1 to 63 lower-case letters, digits, ":", "+" and "#", with single "-" in between',
  },
}
