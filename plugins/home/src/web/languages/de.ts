import type { Messages } from '@callboard/web'

/** The home page's texts in German; scripts/texts.test.ts holds them to be complete. */
export const messages: Messages = {
  home: {
    title: 'Start',
    arrange: 'Anordnen',
    'arrange.add': 'Element hinzufügen',
    'arrange.add.none': 'Alle Elemente sind schon auf der Seite.',
    'arrange.area.aside': 'Schmale Spalte',
    'arrange.area.empty': 'Hier ist noch nichts.',
    'arrange.area.main': 'Breite Spalte',
    'arrange.done': 'Fertig',
    'arrange.down': '{title} nach unten',
    'arrange.end': 'Weiter geht es in dieser Spalte nicht.',
    'arrange.first': 'Immer zuerst',
    'arrange.hidden': '{title} ist ausgeblendet. „Element hinzufügen“ holt es zurück.',
    'arrange.hide': '{title} ausblenden',
    'arrange.hint':
      'Ziehen Sie ein Element am Griff, oder bewegen Sie es mit den Pfeiltasten oder den Knöpfen. So bleibt es für Sie, auf jedem Gerät.',
    'arrange.move': '{title} bewegen',
    'arrange.narrow': '{title} in die schmale Spalte',
    'arrange.placed.aside': '{title} ist {place} von {count} in der schmalen Spalte.',
    'arrange.placed.main': '{title} ist {place} von {count} in der breiten Spalte.',
    'arrange.reset': 'Zurücksetzen',
    'arrange.reset.done': 'Die Seite ist wieder so, wie sie für alle eingerichtet ist.',
    'arrange.reset.none': 'Die Seite ist so, wie sie für alle eingerichtet ist.',
    'arrange.up': '{title} nach oben',
    'arrange.wide': '{title} in die breite Spalte',
    empty: 'Kein installiertes Plugin hat etwas für diese Seite.',
    'empty.hidden': 'Alle Elemente dieser Seite sind ausgeblendet.',
    'links.none': 'Noch hat niemand Links in app.home.links eingetragen.',
    'page.home.title': 'Start',
    'home-widget.links.title': 'Wichtige Links',
  },
}
