import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'

/**
 * A tokenizer that tells its parser of no element that would be deeper than `maxDepth`; what is in such an element is told. The
 * parser searches its open elements at each end: without a bound, a page of 100,000 open elements would take it minutes.
 *
 * @param depth - How many elements are open.
 */
export function shallowTokenizer(maxDepth: number, depth: () => number): typeof Tokenizer {
  return class extends Tokenizer {
    constructor(options: ConstructorParameters<typeof Tokenizer>[0], parser: TokenizerCallbacks) {
      super(
        options,
        shallow(parser, () => depth() >= maxDepth),
      )
    }
  }
}

function shallow(parser: TokenizerCallbacks, isTooDeep: () => boolean): TokenizerCallbacks {
  let isSkipping = false
  return {
    onopentagname(start, end) {
      isSkipping = isTooDeep()
      if (!isSkipping) parser.onopentagname(start, end)
    },
    onopentagend(end) {
      if (!isSkipping) parser.onopentagend(end)
    },
    onselfclosingtag(end) {
      if (!isSkipping) parser.onselfclosingtag(end)
    },
    onattribname(start, end) {
      if (!isSkipping) parser.onattribname(start, end)
    },
    onattribdata(start, end) {
      if (!isSkipping) parser.onattribdata(start, end)
    },
    onattribentity(codePoint) {
      if (!isSkipping) parser.onattribentity(codePoint)
    },
    onattribend(quote, end) {
      if (!isSkipping) parser.onattribend(quote, end)
    },
    onclosetag: (start, end) => parser.onclosetag(start, end),
    oncdata: (start, end, offset) => parser.oncdata(start, end, offset),
    oncomment: (start, end, offset) => parser.oncomment(start, end, offset),
    ondeclaration: (start, end) => parser.ondeclaration(start, end),
    onprocessinginstruction: (start, end) => parser.onprocessinginstruction(start, end),
    ontext: (start, end) => parser.ontext(start, end),
    ontextentity: (codePoint, end) => parser.ontextentity(codePoint, end),
    onend: () => parser.onend(),
    isInForeignContext: () => parser.isInForeignContext?.() ?? false,
  }
}
