import { defineWebPlugin, language, onDemand, page } from '@callboard/web'
import { readAudit } from '../model/permissions.ts'
import './audit.css'

export default defineWebPlugin({
  id: 'audit',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'records',
      path: '/administration/audit',
      title: 'Audit',
      icon: 'log',
      heading: 'own',
      group: 'administration',
      allow: readAudit,
      component: onDemand(() => import('./AuditPage.tsx').then(({ AuditPage }) => AuditPage)),
    }),
  ],
})
