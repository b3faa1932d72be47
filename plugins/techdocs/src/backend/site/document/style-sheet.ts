import { createHash } from 'node:crypto'

/** The style sheet of published sites: small, light and dark, without scripts or fonts from elsewhere. */
const rules = `
:root {
  color-scheme: light dark;
  --page: #fff; --raised: #f5f6f8; --line: #d9dce3; --text: #1d2330; --quiet: #5a6272; --accent: #2453c9;
  --note: #2453c9; --good: #1a7340; --care: #8a5a00; --bad: #b3261e;
  --code-key: #8a2be2; --code-text: #1a6b36; --code-number: #9a4a00; --code-name: #1f5fb0; --code-quiet: #626a79; --mark: #fff3bf;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171f; --raised: #1e222d; --line: #343a49; --text: #e4e7ee; --quiet: #a4acbd; --accent: #8fb1ff;
    --note: #8fb1ff; --good: #7ad19b; --care: #e8b95c; --bad: #ff9a92;
    --code-key: #d2a8ff; --code-text: #9bd8a8; --code-number: #f0b47a; --code-name: #8ec2ff; --code-quiet: #9aa3b5; --mark: #4a4012;
  }
}
*, ::before, ::after { box-sizing: border-box }
html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.6 system-ui, sans-serif }
a { color: var(--accent) }
a:focus-visible, input:focus-visible + label, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
[hidden] { display: none !important }
.md-grid { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem }
.md-icon svg { width: 1.25rem; height: 1.25rem; fill: currentcolor; display: block }
.md-toggle { position: absolute; width: 1px; height: 1px; opacity: 0 }
.md-ellipsis { overflow-wrap: anywhere }
.md-header { position: sticky; top: 0; z-index: 2; background: var(--page); border-bottom: 1px solid var(--line) }
.md-header__inner { display: flex; align-items: center; gap: .75rem; min-height: 3.25rem }
.md-header__title { color: inherit; font-weight: 650; text-decoration: none }
.md-header__button { display: none; cursor: pointer }
.md-tabs { border-bottom: 1px solid var(--line) }
.md-tabs__list { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0; padding: 0; list-style: none }
.md-tabs__link { display: block; padding: .5rem 0; color: var(--quiet); text-decoration: none }
.md-tabs__item--active .md-tabs__link { color: var(--text); box-shadow: inset 0 -2px var(--accent) }
.md-main__inner { display: grid; grid-template-columns: 15rem minmax(0, 1fr) 13rem; gap: 2.5rem; align-items: start; padding-top: 1.5rem }
.md-content { grid-column: 2; grid-row: 1; padding-bottom: 3rem }
.md-sidebar { position: sticky; top: 4.25rem; max-height: calc(100vh - 5rem); overflow: auto; font-size: .9rem }
.md-sidebar--primary { grid-column: 1 }
.md-sidebar--secondary { grid-column: 3; grid-row: 1 }
.md-nav__list { margin: 0; padding: 0; list-style: none }
.md-nav .md-nav .md-nav__list { padding-inline-start: .85rem }
.md-nav__title { display: block; padding: .25rem 0; color: var(--quiet); font-weight: 600 }
.md-nav--primary > .md-nav__title, .md-nav .md-nav > .md-nav__title { display: none }
.md-nav__link { display: flex; justify-content: space-between; gap: .5rem; padding: .25rem 0; color: var(--text); text-decoration: none; cursor: pointer }
.md-nav__container { padding: 0 }
.md-nav__link:hover, .md-nav__link--active { color: var(--accent) }
.md-nav__link--active { font-weight: 600 }
.md-nav__icon::after { content: "\\203A"; display: inline-block; transition: transform .15s }
.md-nav__toggle:checked ~ .md-nav__link .md-nav__icon::after { transform: rotate(90deg) }
.md-nav__toggle ~ .md-nav { display: none }
.md-nav__toggle:checked ~ .md-nav { display: block }
.md-typeset { overflow-wrap: break-word }
.md-typeset h1, .md-typeset h2, .md-typeset h3 { line-height: 1.25; margin: 2em 0 .6em }
.md-typeset h1 { margin-top: 0; font-size: 2rem }
.md-typeset h2 { font-size: 1.45rem }
.md-typeset h3 { font-size: 1.15rem }
.md-typeset img, .md-typeset svg, .md-typeset video { max-width: 100%; height: auto }
.md-content__button { float: right; margin: .35rem 0 .5rem .75rem; color: var(--quiet) }
[dir=rtl] .md-content__button { float: left }
.headerlink { margin-inline-start: .4rem; color: var(--quiet); text-decoration: none; opacity: 0 }
:hover > .headerlink, .headerlink:focus { opacity: 1 }
.md-typeset code, .md-typeset kbd { padding: .1em .3em; border-radius: .25rem; background: var(--raised); font: .875em/1.5 ui-monospace, monospace }
.md-typeset pre { overflow: auto; margin: 0; padding: .75rem 1rem; border-radius: .4rem; background: var(--raised); font: .875rem/1.5 ui-monospace, monospace }
.md-typeset pre code { padding: 0; background: none; font: inherit }
.highlight { margin: 1em 0 }
.highlighttable { display: block; width: 100%; border-spacing: 0; border-radius: .4rem; background: var(--raised); overflow: auto }
.highlighttable td { padding: 0 !important; border: 0 !important; vertical-align: top }
.highlighttable td.code { width: 100% }
.linenos pre, .filename { color: var(--code-quiet); text-align: end; user-select: none }
.linenos pre { padding-inline-end: 0 }
.filename { text-align: start; font-weight: 600; font-size: .85rem }
.hll { display: block; margin: 0 -1rem; padding: 0 1rem; background: var(--mark) }
.k, .kc, .kd, .kn, .kp, .kr, .kt, .ow { color: var(--code-key) }
.s, .s1, .s2, .sa, .sb, .sc, .sd, .se, .sh, .si, .sr, .ss, .sx, .gi { color: var(--code-text) }
.m, .mi, .mf, .mh, .mo, .mb, .il, .no { color: var(--code-number) }
.n.f, .nf, .nc, .nb, .nt, .na, .nd, .ne, .nn, .fm { color: var(--code-name) }
.c, .c1, .cm, .cp, .ch, .cs { color: var(--code-quiet); font-style: italic }
.gd { color: var(--bad) }
.md-typeset table:not(.highlighttable) { display: block; width: fit-content; max-width: 100%; overflow: auto; border-collapse: collapse }
.md-typeset th, .md-typeset td { padding: .4rem .75rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top }
.md-typeset blockquote { margin: 1em 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); color: var(--quiet) }
.md-typeset hr { border: 0; border-top: 1px solid var(--line) }
.md-typeset mark, mark.critic { background: var(--mark); color: inherit }
.admonition, .md-typeset details { --kind: var(--note); margin: 1em 0; padding: .5rem 1rem; border-inline-start: 3px solid var(--kind); background: var(--raised) }
.admonition-title, .md-typeset summary { margin: 0; color: var(--kind); font-weight: 650 }
.md-typeset summary { cursor: pointer }
.admonition-title + * { margin-top: .4rem }
.admonition > :last-child, details > :last-child { margin-bottom: .4rem }
.tip, .success, .new { --kind: var(--good) !important }
.warning, .question, .settings { --kind: var(--care) !important }
.danger, .failure, .bug { --kind: var(--bad) !important }
.tabbed-set { position: relative; margin: 1em 0 }
.tabbed-set > input { position: absolute; opacity: 0 }
.tabbed-labels { display: flex; flex-wrap: wrap; gap: 0 1.25rem; border-bottom: 1px solid var(--line) }
.tabbed-labels > label { padding: .4rem 0; color: var(--quiet); cursor: pointer }
.tabbed-block { display: none }
.tabbed-set > input:focus-visible ~ .tabbed-labels { outline: 2px solid var(--accent); outline-offset: 2px }
${tabRules()}
.task-list { padding-inline-start: 1rem; list-style: none }
.footnote { font-size: .9rem }
.arithmatex { overflow: auto }
.md-footer { border-top: 1px solid var(--line) }
.md-footer__inner { display: flex; justify-content: space-between; gap: 1.5rem; padding-top: 1rem }
.md-footer__link { color: inherit; text-decoration: none }
.md-footer__link--next { margin-inline-start: auto; text-align: end }
.md-footer__direction { display: block; color: var(--quiet); font-size: .85rem }
.md-footer-meta { color: var(--quiet); font-size: .85rem }
.md-copyright { padding: 1rem 0 }
@media (max-width: 76.1875em) {
  .md-header__button { display: block }
  .md-main__inner { display: block }
  .md-sidebar--secondary { display: none }
  .md-sidebar--primary { display: none; position: static; max-height: none; padding-bottom: 1rem; border-bottom: 1px solid var(--line); margin-bottom: 1.5rem }
  #__drawer:checked ~ .md-container .md-sidebar--primary { display: block }
  .md-toggle:focus-visible ~ .md-header .md-header__button { outline: 2px solid var(--accent) }
}
@media print {
  .md-header, .md-tabs, .md-sidebar, .md-footer__inner, .md-content__button, .headerlink { display: none }
  .md-main__inner { display: block }
}
`

/** The radio that is on shows its block; more tabs than this are rarer than the bytes for them. */
function tabRules(): string {
  const places = Array.from({ length: 12 }, (_, index) => index + 1)
  const each = (rest: (place: number) => string) =>
    places.map((place) => `.tabbed-set > input:nth-child(${place}):checked ~ ${rest(place)}`).join(', ')
  return `${each((place) => `.tabbed-content > :nth-child(${place})`)} { display: block }
${each((place) => `.tabbed-labels > :nth-child(${place})`)} { color: var(--text); box-shadow: inset 0 -2px var(--accent) }`
}

/** The style sheet as published: each rule on a line of its own. */
export const styleSheet = `${rules.trim().replace(/\n\s+/g, '\n')}\n`

/** Where it is published. The browser of the field keeps style sheets that are named in this way, and no others. */
export const styleSheetFile = `assets/stylesheets/main.${createHash('sha256').update(styleSheet).digest('hex').slice(0, 8)}.min.css`
