import type { Messages } from '@callboard/web'

/** The home page's texts in German; scripts/texts.test.ts holds them to be complete. */
export const messages: Messages = {
  home: {
    title: 'Start',
    empty: 'Kein installiertes Plugin hat etwas für diese Seite.',
    'links.none': 'Noch hat niemand Links in app.home.links eingetragen.',
    'page.home.title': 'Start',
    'home-widget.links.title': 'Wichtige Links',
  },
}
