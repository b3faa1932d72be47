// One file for the reader, wherever it stands.
export { ExpandableNavigation } from './addons/ExpandableNavigation.tsx'
export { LightBox } from './addons/LightBox.tsx'
export { ReportIssue } from './addons/ReportIssue.tsx'
export { TextSize } from './addons/TextSize.tsx'
export { DocsTab } from './entity/DocsTab.tsx'
export { ReaderPage } from './reader/ReaderPage.tsx'
