import { render } from 'preact'
import type { PageData } from '../report/page/data.ts'
import { App } from './app.tsx'

const root = document.getElementById('page')
const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData
if (root !== null) render(<App data={data} />, root)
