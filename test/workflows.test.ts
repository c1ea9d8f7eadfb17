import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Readonly<Record<string, unknown>>[] }>>
}

// Gitea takes version 3 of the action, GitHub version 4 only.
test.each([
  ['.github', 'actions/upload-artifact@v4'],
  ['.gitea', 'actions/upload-artifact@v3'],
])('the workflow of %s runs what CI runs, and keeps the screenshots, also of a failure', (folder, upload) => {
  const text = readFileSync(join(import.meta.dirname, '..', folder, 'workflows/ci.yml'), 'utf8')
  const { steps } = (parse(text) as Workflow).jobs.ci
  expect(steps).toContainEqual({ run: '.ci/run' })
  expect(steps).toContainEqual(
    expect.objectContaining({ uses: upload, if: 'always()', with: expect.objectContaining({ path: 'screenshots/' }) }),
  )
})
