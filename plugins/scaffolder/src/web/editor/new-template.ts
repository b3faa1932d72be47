/** A template to begin with: it asks one question, fills in one file, and needs no account anywhere. */
export const newTemplate: readonly { path: string; text: string }[] = [
  {
    path: 'skeleton/README.md',
    text: '# ${{ values.name }}\n\nWritten by a template.\n',
  },
  {
    path: 'template.yaml',
    text: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: my-template
  title: My template
  description: What it makes, in one sentence.
spec:
  type: service
  parameters:
    - title: About it
      required: [name]
      properties:
        name:
          title: Name
          type: string
          description: How it is called in the catalog.
  steps:
    - id: fetch
      name: Fill in the skeleton
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: \${{ parameters.name }}
  output:
    text:
      - title: Done
        content: \${{ parameters.name }} is there.
`,
  },
]
