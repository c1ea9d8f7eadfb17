import { describe, expect, it } from 'vitest'
import { serverNamed } from '../../src/model/server.ts'

describe('a server can be asked for by name', () => {
  it.each([
    ['pattern-a/scheduler-thread/kernel-4', 4, 'kernel,kernel,kernel,kernel'],
    ['original/scheduler-parked/simple+kernel,actor', 3, 'simple+kernel,actor'],
  ])('%s', (name, connections, routes) => {
    const system = serverNamed(name)
    expect(system?.name).toBe(name)
    expect(system?.parameters).toMatchObject({ connections, routes })
  })

  it.each([
    'pattern-a/scheduler-thread/kernel-0',
    'pattern-a/scheduler-thread/kernel-100000',
    'pattern-a/scheduler-thread/kernal',
    'pattern-a/scheduler-thread/',
    'pattern-a/scheduler-thread/kernel,',
    'pattern-a/scheduler-thread',
    'pattern-c/scheduler-thread/kernel-1',
    'pattern-a/toString/kernel-1',
    'pattern-a/scheduler-thread/kernel-1/more',
  ])('but not %s', (name) => {
    expect(serverNamed(name)).toBeUndefined()
  })
})
