/** The class for what no rule names. */
export const plainColour = '#ffffff'

/**
 * Which short class of Pygments a TextMate scope gets, by selectors as themes have them: the deepest and longest match wins.
 * One style sheet then colours our code, what MkDocs has built, light and dark.
 */
const selectors: Readonly<Record<string, readonly string[]>> = {
  // Comments
  c1: ['comment'],
  cm: ['comment.block'],
  ch: ['comment.line.shebang', 'comment.line.number-sign.shebang'],
  sd: ['comment.block.documentation', 'string.quoted.docstring'],
  cp: [
    'meta.preprocessor',
    'keyword.control.directive',
    'entity.other.document',
    'meta.tag.preprocessor',
    'meta.tag.metadata.doctype',
    'keyword.other.important',
  ],
  // Keywords
  k: ['keyword', 'storage.type.function.python', 'storage.type.class.python', 'support.type.property-name.css'],
  kc: ['constant.language'],
  kd: [
    'storage',
    'keyword.declaration',
    'keyword.other.declaration',
    'keyword.function',
    'keyword.var',
    'keyword.const',
  ],
  kn: ['keyword.control.import', 'keyword.control.from', 'keyword.import', 'keyword.package', 'keyword.other.import'],
  kt: [
    'storage.type.primitive',
    'storage.type.built-in',
    'storage.type.numeric',
    'storage.type.string.go',
    'storage.type.boolean.go',
    'storage.type.error.go',
    'support.type.primitive',
    'support.type.builtin',
    'entity.name.type.numeric',
    'keyword.other.unit',
  ],
  // Operators and punctuation
  o: ['keyword.operator', 'punctuation.separator.key-value.html', 'punctuation.eq.toml'],
  ow: [
    'keyword.operator.logical.python',
    'keyword.operator.new',
    'keyword.operator.expression',
    'keyword.operator.word',
    'keyword.operator.wordlike',
  ],
  p: [
    'meta.brace',
    'punctuation.accessor',
    'punctuation.bracket',
    'punctuation.brackets',
    'punctuation.colon',
    'punctuation.comma',
    'punctuation.curlybrace',
    'punctuation.parenthesis',
    'punctuation.section',
    'punctuation.semi',
    'punctuation.separator',
    'punctuation.squarebracket',
    'punctuation.terminator',
    'punctuation.definition.arguments',
    'punctuation.definition.array',
    'punctuation.definition.begin',
    'punctuation.definition.binding-pattern',
    'punctuation.definition.block',
    'punctuation.definition.dict',
    'punctuation.definition.dictionary',
    'punctuation.definition.end',
    'punctuation.definition.inheritance',
    'punctuation.definition.list',
    'punctuation.definition.mapping',
    'punctuation.definition.parameters',
    'punctuation.definition.sequence',
    'punctuation.definition.subshell',
    'punctuation.definition.table',
    'punctuation.definition.tag',
    'punctuation.definition.tuple',
    'punctuation.definition.typeparameters',
  ],
  // Names
  n: ['variable', 'meta.template.expression', 'meta.interpolation', 'meta.embedded'],
  na: ['entity.other.attribute-name', 'keyword.other.definition.ini', 'entity.other.attribute-name.table.toml'],
  nb: ['support.function', 'support.type.python', 'support.variable'],
  nc: ['entity.name.type', 'entity.name.class', 'support.class', 'entity.other.inherited-class', 'support.type'],
  nd: [
    'meta.decorator',
    'meta.function.decorator',
    'entity.name.function.decorator',
    'storage.type.annotation',
    'punctuation.definition.annotation',
    'entity.other.attribute-name.pseudo-class',
    'entity.other.attribute-name.pseudo-element',
  ],
  ne: ['support.type.exception'],
  nf: ['entity.name.function', 'meta.function-call.generic', 'support.function.magic'],
  ni: ['constant.character.entity'],
  nl: ['entity.name.label', 'entity.name.type.anchor', 'variable.other.alias', 'punctuation.definition.anchor'],
  nn: [
    'entity.name.namespace',
    'entity.name.package',
    'entity.name.type.package',
    'entity.name.module',
    'entity.name.import',
  ],
  no: ['variable.other.constant', 'constant.other', 'constant.other.caps'],
  nt: ['entity.name.tag', 'support.type.property-name', 'entity.name.section.group-title'],
  nv: [
    'source.shell variable',
    'source.shell punctuation.definition.variable',
    'source.php variable',
    'source.perl variable',
  ],
  bp: [
    'variable.language',
    'variable.parameter.function.language.special.self',
    'variable.parameter.function.language.special.cls',
  ],
  // Literals
  l: ['string.unquoted'],
  m: ['constant.numeric', 'constant.other.color'],
  mf: ['constant.numeric.float'],
  mh: ['constant.numeric.hex'],
  mi: ['constant.numeric.integer', 'constant.numeric.decimal', 'constant.numeric.dec'],
  s: ['string'],
  s1: ['string.quoted.single'],
  s2: ['string.quoted.double'],
  sa: ['storage.type.string', 'string storage.type.string'],
  sb: ['string.template', 'string.interpolated.backtick', 'string.other.backtick'],
  se: ['constant.character.escape'],
  sh: ['string.unquoted.heredoc', 'string.other.heredoc'],
  si: [
    'punctuation.definition.template-expression',
    'punctuation.section.embedded',
    'punctuation.section.interpolation',
    'constant.character.format.placeholder',
    'punctuation.definition.interpolation',
  ],
  sr: ['string.regexp'],
  ss: ['constant.other.symbol'],
  // What is said about a text: differences, headings, sessions
  gd: ['markup.deleted', 'meta.diff.header.from-file'],
  ge: ['markup.italic'],
  gh: ['markup.heading', 'entity.name.section', 'meta.diff.header'],
  gi: ['markup.inserted', 'meta.diff.header.to-file'],
  go: ['meta.output'],
  gp: ['punctuation.separator.prompt', 'entity.other.prompt-prefix'],
  gs: ['markup.bold'],
  gu: ['meta.diff.range', 'meta.toc-list'],
  err: ['invalid'],
}

/** Every class that code may get, beside those of the frame. */
export const tokenClasses: readonly string[] = Object.keys(selectors)

/** The selectors as a theme whose colours are numbers of {@link tokenClasses}: grammars know themes, not classes. */
export const classTheme = {
  name: 'classes',
  type: 'light' as const,
  fg: plainColour,
  bg: plainColour,
  settings: Object.values(selectors).map((scope, index) => ({
    scope: [...scope],
    settings: { foreground: `#${index.toString(16).padStart(6, '0')}` },
  })),
}

/** The class that a colour of {@link classTheme} stands for. */
export const classOfColour = (colour: string | undefined): string | undefined =>
  colour === undefined ? undefined : tokenClasses[Number.parseInt(colour.slice(1), 16)]
