import { request } from 'node:http'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Explored, Recording } from '../../src/report/page/data.ts'
import { sim } from './sim.ts'
import { toys } from './toys.ts'

interface Answered {
  readonly status: number | undefined
  readonly text: string
}

function ask(port: number, path: string, options: { method?: string; host?: string } = {}): Promise<Answered> {
  const { method = 'GET', host = `127.0.0.1:${port}` } = options
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, method, host: '127.0.0.1', headers: { host } }, (response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Serves the toys, lets a test ask, and interrupts. */
async function served(ask: (port: number) => Promise<void>): Promise<{ code: number; out: string }> {
  const stops: (() => void)[] = []
  let started: (port: number) => void = () => {}
  const listening = new Promise<number>((resolve) => {
    started = resolve
  })
  const ended = sim(['serve', 'toy/naive', '--port', '0'], {
    scenarios: toys,
    onInterrupt: (listener) => stops.push(listener),
    onOut: (text) => {
      const port = /:(\d+)\//.exec(text)?.[1]
      if (port !== undefined) started(Number(port))
    },
  })
  const port = await listening
  try {
    await ask(port)
  } finally {
    stops.at(-1)?.()
  }
  return ended
}

describe('sim serve', () => {
  test('serves the page, makes executions on demand, and ends by an interrupt: 0', async () => {
    const { code, out } = await served(async (port) => {
      const page = await ask(port, '/')
      expect(page.status).toBe(200)
      expect(page.text).toContain("connect-src 'self'")
      const { status, text } = await ask(port, '/execution?system=toy%2Fnaive%2Fthree&choices=0.0.1')
      expect(status).toBe(200)
      const recording = JSON.parse(text) as Recording
      expect(recording.steps.map(({ choice }) => choice)).toEqual([0, 0, 1])
      expect(recording.enabled.length).toBeGreaterThan(0)
      expect((await ask(port, '/', { host: `localhost:${port}` })).status).toBe(200)
    })
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\nCtrl-C/) })
  })

  test('says which states are along some choices, and what the last one leads to', async () => {
    await served(async (port) => {
      const states = async (choices: string): Promise<Explored> => {
        const { status, text } = await ask(port, `/states?system=toy%2Fnaive%2Fthree&choices=${choices}`)
        expect(status).toBe(200)
        return JSON.parse(text) as Explored
      }
      const start = await states('')
      expect(start.path).toHaveLength(1)
      expect(start.steps).toHaveLength(start.states[0].enabled)
      expect(start.steps.every(({ from }) => from === start.path[0])).toBe(true)
      const on = await states('0')
      expect(on.path).toEqual([start.path[0], start.steps[0].to])
      expect(on.steps.filter(({ from }) => from === on.path[1])).toHaveLength(on.states[1].enabled)
      expect((await ask(port, '/states?system=toy%2Fnaive%2Fthree&choices=99')).status).toBe(400)
    })
  })

  test('refuses what is not a question of this machine', async () => {
    await served(async (port) => {
      expect((await ask(port, '/', { host: 'example.org' })).status).toBe(403)
      expect((await ask(port, '/', { host: `example.org:${port}` })).status).toBe(403)
      for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(port, '/', { method })).status).toBe(405)
      expect((await ask(port, '/etc/passwd')).status).toBe(404)
      expect((await ask(port, '/execution?system=other')).status).toBe(404)
      expect((await ask(port, '/execution?system=toy%2Fnaive%2Fthree&choices=0.x')).status).toBe(400)
      expect((await ask(port, '/execution?system=toy%2Fnaive%2Fthree&choices=99')).status).toBe(400)
    })
  })

  test('a port that is taken, and one that is none', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
    })
    const taken = await sim(['serve', 'toy/naive', '--port', String(port)], { scenarios: toys })
    other.close()
    expect(taken.code).toBe(2)
    expect(taken.err).toContain('another program listens there')
    const none = await sim(['serve', 'toy/naive', '--port', '70000'], { scenarios: toys })
    expect([none.code, none.err.includes('from 0 (any that is free) to 65535')]).toEqual([2, true])
  })
})
