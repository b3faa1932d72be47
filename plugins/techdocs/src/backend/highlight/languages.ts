/**
 * The grammar for a language as authors write it, in any case.
 *
 * @returns undefined when there is none: the code is then shown as text.
 */
export async function findGrammar(language: string | undefined): Promise<string | undefined> {
  if (!language) return undefined
  const { bundledLanguages } = await import('shiki/langs')
  const name = language.toLowerCase()
  const grammar = pygmentsNames[name] ?? name
  return Object.hasOwn(bundledLanguages, grammar) ? grammar : undefined
}

/** What Pygments calls a language that the grammars call otherwise. */
export const pygmentsNames: Readonly<Record<string, string>> = {
  aconf: 'apache',
  apacheconf: 'apache',
  autohotkey: 'ahk',
  bazel: 'python',
  bib: 'bibtex',
  cfg: 'ini',
  cl: 'common-lisp',
  'coffee-script': 'coffeescript',
  cr: 'crystal',
  cucumber: 'gherkin',
  delphi: 'pascal',
  django: 'jinja',
  dosbatch: 'batch',
  dosini: 'ini',
  emacs: 'emacs-lisp',
  ex: 'elixir',
  exs: 'elixir',
  fishshell: 'fish',
  fnl: 'fennel',
  fortran: 'f90',
  gas: 'asm',
  gawk: 'awk',
  golang: 'go',
  'html+jinja': 'jinja',
  hx: 'haxe',
  'json-object': 'json',
  ksh: 'bash',
  mathematica: 'wl',
  mf: 'make',
  nixos: 'nix',
  'obj-c': 'objective-c',
  objectivec: 'objective-c',
  posh: 'powershell',
  psm1: 'powershell',
  purs: 'purescript',
  pycon: 'python',
  py3: 'python',
  pyi: 'python',
  python3: 'python',
  restructuredtext: 'rst',
  rkt: 'racket',
  scm: 'scheme',
  'shell-session': 'console',
  starlark: 'python',
  udiff: 'diff',
}
