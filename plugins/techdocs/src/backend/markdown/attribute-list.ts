/** What an attribute list says: `#id .class key="value" word`. */
export interface AttributeList {
  id?: string
  classes: string[]
  values: Record<string, string>
  words: string[]
}

const part = /\s*(?:#([^\s}]+)|\.([^\s}]+)|([^\s=}{"']+)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s}"']*))|([^\s}]+))/y

/** Reads an attribute list without its braces. */
export function readAttributes(text: string): AttributeList {
  const list: AttributeList = { classes: [], values: {}, words: [] }
  part.lastIndex = 0
  for (let found = part.exec(text); found; found = part.exec(text)) {
    const [, id, className, key, double, single, bare, word] = found
    if (id) list.id = id
    else if (className) list.classes.push(className)
    else if (key) list.values[key] = double ?? single ?? bare ?? ''
    else if (word) list.words.push(word)
  }
  return list
}
