import { describe, expect, test } from 'vitest'
import { createSanitiser, type SanitiserSettings } from './sanitise.ts'

function cleaned(html: string, settings: SanitiserSettings = {}): string {
  const element = document.createElement('div')
  element.append(createSanitiser(settings)(html))
  return element.innerHTML
}

describe('attacks', () => {
  test.each([
    { attack: 'a script', html: '<p>a<script>alert(1)</script></p>', left: '<p>a</p>' },
    { attack: 'a handler', html: '<img src="a.png" onerror="alert(1)">', left: '<img src="a.png">' },
    { attack: 'a link that runs code', html: '<a href="javascript:alert(1)">a</a>', left: '<a>a</a>' },
    { attack: 'the same in disguise', html: '<a href="java&#9;script:alert(1)">a</a>', left: '<a>a</a>' },
    { attack: 'a page in an address', html: '<a href="data:text/html,<script>1</script>">a</a>', left: '<a>a</a>' },
    { attack: 'a style sheet', html: '<style>body{display:none}</style><p>a</p>', left: '<p>a</p>' },
    {
      attack: 'a style sheet from elsewhere',
      html: '<link rel="stylesheet" href="https://x.example/a.css">',
      left: '',
    },
    { attack: 'a redirect', html: '<meta http-equiv="refresh" content="0;url=https://x.example">', left: '' },
    { attack: 'a form', html: '<form action="https://x.example"><input name="p" type="password"></form>', left: '' },
    { attack: 'a field without a type', html: '<p><input name="token"></p>', left: '<p></p>' },
    { attack: 'a frame', html: '<iframe src="https://x.example/"></iframe>', left: '' },
    { attack: 'a frame with its page inside', html: '<iframe srcdoc="<script>1</script>"></iframe>', left: '' },
    { attack: 'a drawing with a script', html: '<svg><script>alert(1)</script></svg>', left: '<svg></svg>' },
    {
      attack: 'a drawing with HTML inside',
      html: '<svg><foreignObject><iframe src="javascript:1"></iframe></foreignObject></svg>',
      left: '<svg></svg>',
    },
    {
      attack: 'a layer over the portal',
      html: '<p style="position:fixed;inset:0;z-index:99">a</p>',
      left: '<p>a</p>',
    },
    { attack: 'an address in a style', html: '<p style="border-image:url(https://x.example)">a</p>', left: '<p>a</p>' },
    { attack: 'a part moved over others', html: '<p style="margin-top:-40px">a</p>', left: '<p>a</p>' },
    {
      attack: 'the look of a dialog of the portal',
      html: '<p class="cb-dialog td-enlarged x">a</p>',
      left: '<p class="x">a</p>',
    },
    {
      attack: 'an image that poses as a property',
      html: '<img name="cookie" id="cookie" src="a.png">',
      left: '<img src="a.png">',
    },
    { attack: 'an editable page', html: '<p contenteditable="true" tabindex="1">a</p>', left: '<p>a</p>' },
    { attack: 'a custom element', html: '<x-widget load="1">a</x-widget>', left: 'a' },
  ])('$attack does not survive', ({ html, left }) => {
    expect(cleaned(html)).toBe(left)
  })
})

test.each([
  { why: 'headings keep their ids, whatever the document has of that name', html: '<h2 id="title">T</h2>' },
  { why: 'code keeps its classes', html: '<span class="k hll" data-md="1">a</span>' },
  { why: 'cells keep their alignment', html: '<p style="text-align: right;">a</p>' },
  {
    why: 'tabs and task lists keep their inputs',
    html: '<input id="__tabbed_1_1" name="__tabbed_1" type="radio" checked="">',
  },
  { why: 'math stays', html: '<math><mi>x</mi></math>' },
  { why: 'a telephone number is an address', html: '<a href="tel:+1">a</a>' },
])('$why', ({ html }) => {
  expect(cleaned(html)).toBe(html)
})

describe('what the config lets through', () => {
  test.each([
    { why: 'a frame of a named host', src: 'https://video.example/a', left: true },
    { why: 'no frame of a host whose name begins alike', src: 'https://video.example.evil.example/a', left: false },
    { why: 'no frame of another port', src: 'https://video.example:8443/a', left: false },
    { why: 'no frame that is not encrypted', src: 'http://video.example/a', left: false },
  ])('$why', ({ src, left }) => {
    const html = cleaned(`<iframe src="${src}"></iframe>`, { allowedIframeHosts: ['video.example'] })
    expect(html.includes('iframe')).toBe(left)
  })

  test('a protocol', () => {
    const html = '<a href="slack://channel">a</a>'
    expect(cleaned(html)).toBe('<a>a</a>')
    expect(cleaned(html, { additionalAllowedURIProtocols: ['slack'] })).toBe(html)
  })

  test('a custom element and its attribute', () => {
    const settings = {
      allowedCustomElementTagNameRegExp: '^x-widget$',
      allowedCustomElementAttributeNameRegExp: '^load$',
    }
    expect(cleaned('<x-widget load="1" onload="2">a</x-widget><x-other>b</x-other>', settings)).toBe(
      '<x-widget load="1">a</x-widget>b',
    )
  })
})
