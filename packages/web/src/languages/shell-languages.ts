import { language } from '../plugin/extensions.ts'

/** The languages that the shell itself speaks besides English. Plugins add their own texts to them. */
export const shellLanguages = [
  language({ id: 'de', title: 'Deutsch', load: () => import('./de.ts').then(({ messages }) => messages) }),
]
