import { inertJson } from '../export/json.ts'
import type { PageData } from './data.ts'

/** The program and the style of the page, with the SHA-256 (base64) by which its policy admits them. */
export interface Bundle {
  readonly script: string
  readonly style: string
  readonly scriptHash: string
  readonly styleHash: string
}

/** A script's text as it may stand inside a page; in JavaScript only strings and patterns can hold `</script`. */
export function inlineScript(script: string): string {
  return script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
}

/**
 * The page as one file that loads nothing: the policy admits its own script and style by their hashes, and no network
 * but, where a server explores, that server.
 */
export function html(data: PageData, { script, style, scriptHash, styleHash }: Bundle): string {
  const connect = data.live ? "'self'" : "'none'"
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}'`,
    `style-src 'sha256-${styleHash}'`,
    `connect-src ${connect}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>interlock</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="page"><noscript>This report is drawn by its own script; allow it to run.</noscript></div>
<script type="application/json" id="data">${inertJson(data)}</script>
<script>${script}</script>
</body>
</html>
`
}
