import { VERSION } from '../engine/version.ts'
import type { Load, LoadRow } from './load-report.ts'
import { loadManner, throughputOf } from './load-report.ts'

/** What a plot shows of a row. */
interface Plot {
  readonly title: string
  readonly shows: (row: LoadRow) => number
}

const PLOTS: readonly Plot[] = [
  { title: 'answered requests per virtual second', shows: throughputOf },
  { title: 'time to the response, 95th percentile (ms)', shows: ({ latency }) => latency.p95 },
  { title: 'waiting for the lock on average', shows: ({ lock }) => lock?.queue.mean ?? 0 },
  {
    title: 'longest wait for the lock (ms)',
    shows: ({ lock }) => Math.max(lock?.wait.max ?? 0, lock?.starving.longest ?? 0),
  },
]

/** Told apart by colour and by dashes. */
const LINES = [
  ['#c0392b', ''],
  ['#d68910', '6 3'],
  ['#1f618d', ''],
  ['#5dade2', '2 3'],
  ['#1e8449', '8 3 2 3'],
] as const

const WIDTH = 420
const HEIGHT = 220
const LEFT = 60
const TOP = 20
const BOTTOM = 190

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]
const short = (value: number): string =>
  value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1)

/** One plot: connections (each value as far from the next) against what it shows, one line a design. */
function svg({ title, shows }: Plot, rows: readonly LoadRow[], designs: readonly string[]): string {
  const sizes = unique(rows.map(({ connections }) => connections))
  const most = Math.max(...rows.map(shows), 1e-9)
  const x = (connections: number): number =>
    LEFT + 20 + (sizes.indexOf(connections) * (WIDTH - LEFT - 60)) / Math.max(1, sizes.length - 1)
  const y = (value: number): number => Math.round(10 * (BOTTOM - ((BOTTOM - TOP) * value) / most)) / 10
  const lines = designs.flatMap((design, at) => {
    const [colour, dashes] = LINES[at % LINES.length]
    const points = rows
      .filter((row) => row.design === design)
      .map((row) => [Math.round(x(row.connections)), y(shows(row))])
    return [
      `<polyline points="${points.map((point) => point.join()).join(' ')}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>`,
      ...points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
    ]
  })
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    `<text x="${LEFT}" y="12">${escaped(title)}</text>`,
    `<path d="M${LEFT} ${TOP}V${BOTTOM}H${WIDTH - 20}" fill="none" stroke="#888"/>`,
    ...[0, most / 2, most].map(
      (value) => `<text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`,
    ),
    ...sizes.map((size) => `<text x="${Math.round(x(size))}" y="${BOTTOM + 16}" text-anchor="middle">${size}</text>`),
    ...lines,
    '</svg>',
  ].join('\n')
}

function legend(designs: readonly string[]): string {
  return designs
    .map((design, at) => {
      const [colour, dashes] = LINES[at % LINES.length]
      return `<svg width="30" height="10" aria-hidden="true"><path d="M0 5H30" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/></svg> ${escaped(design)}`
    })
    .join(' &nbsp; ')
}

function table(rows: readonly LoadRow[]): string {
  const head = [
    'design',
    'connections',
    'outcome',
    'answered',
    'req/s',
    'p50',
    'p95',
    'p99',
    'queue',
    'queue at most',
    'hold p50',
    'hold max',
    'wait p50',
    'wait p99',
    'starving',
  ]
  const body = rows.map((row) => {
    const { design, connections, outcome, latency, lock } = row
    return [
      design,
      connections,
      outcome,
      latency.count,
      throughputOf(row).toFixed(1),
      latency.p50,
      latency.p95,
      latency.p99,
      (lock?.queue.mean ?? 0).toFixed(1),
      lock?.queue.max ?? 0,
      lock?.hold.p50 ?? 0,
      lock?.hold.max ?? 0,
      lock?.wait.p50 ?? 0,
      lock?.wait.p99 ?? 0,
      lock?.starving.count ?? 0,
    ]
  })
  const line = (cells: readonly (string | number)[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(String(cell))}</${tag}>`).join('')}</tr>`
  return `<table>\n${[line(head, 'th'), ...body.map((cells) => line(cells, 'td'))].join('\n')}\n</table>`
}

const STYLE =
  'body{font:14px system-ui,sans-serif;margin:2em;max-width:64em}svg text{font:11px system-ui,sans-serif;fill:#333}table{border-collapse:collapse}td,th{padding:2px 8px;text-align:right;border-bottom:1px solid #ddd}td:first-child,th:first-child{text-align:left}'

/** A page that shows the rows as plots and tables: one file, no scripts, nothing that is loaded from elsewhere. */
export function loadPage(load: Load): string {
  const designs = unique(load.rows.map(({ design }) => design))
  const sections = unique(load.rows.map(({ outbound }) => outbound)).map((outbound) => {
    const rows = load.rows.filter((row) => row.outbound === outbound)
    const plots = PLOTS.map((plot) => svg(plot, rows, designs))
    return [`<h2>Outbound messages of ${outbound} ms</h2>`, `<p>${legend(designs)}</p>`, ...plots, table(rows)].join(
      '\n',
    )
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Designs under load</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Designs under load</h1>
<p>${escaped(loadManner(load))} By connections; a design that hangs answers no more. interlock ${VERSION}.</p>
${sections.join('\n')}
</body>
</html>
`
}
