// One file for the browser: whoever shows a form loads it, and no other page carries its libraries.
export { PageForm } from './PageForm.tsx'
export { TemplateForm } from './TemplateForm.tsx'
export { WizardPage } from './WizardPage.tsx'
