import { describe, expect, it } from 'vitest'
import { check, deadlockFree, replay, searchToken } from '../../src/index.ts'
import { parseFlags } from '../../src/model/flags.ts'
import { sxSystem } from '../../src/model/server.ts'
import { checkSpace } from '../systems/checked.ts'
import { graph } from '../systems/graph.ts'
import { impatient } from '../systems/locks.ts'

const xy = [
  { from: 'x', kind: 'acquires', to: 'y' },
  { from: 'y', kind: 'held-by', to: 'x' },
] as const
const cyclic = (edges: readonly string[], resting: string) =>
  checkSpace(graph(edges, { resting: { x: resting, y: resting }, waits: { b: xy, c: xy } }))

describe('a wait-for cycle that only timers break', () => {
  it('is masked: noted with the time that it costs, and no violation', () => {
    const { verdict, masked } = cyclic(['a x b', 'b x c 30', 'c y d 12', 'd y d'], 'd')
    expect(verdict.kind).toBe('verified')
    expect(masked).toMatchObject([
      {
        violation: { kind: 'timeout-masked', cost: 30, explanation: { core: ['x', 'y'] } },
        steps: [{ label: 'a x b' }],
      },
    ])
  })

  it('may be of one who waits for himself', () => {
    const self = { from: 'x', kind: 'awaits-reply', to: 'x' } as const
    const { masked } = checkSpace(graph(['a x b', 'b x c 30', 'c x c'], { waits: { b: [self] } }))
    expect(masked).toMatchObject([{ violation: { cost: 30, explanation: { core: ['x'] } } }])
  })

  it('is none when a message breaks it', () => {
    expect(cyclic(['a x b', 'b x c 30', 'b y c', 'c y d', 'd y d'], 'd').masked).toEqual([])
  })

  it('is a deadlock when nothing does', () => {
    expect(cyclic(['a x b', 'a y b', 'b t b 5'], '')).toMatchObject({ verdict: { kind: 'counterexample' }, masked: [] })
  })

  it('costs the time until one of its members moves: that of bystanders does not end it', () => {
    const { masked } = cyclic(['a x b', 'b t c 5', 'c x d 7', 'd x d', 'd t d', 'd y d'], 'd')
    expect(masked).toMatchObject([{ violation: { cost: 12 } }])
    const faster = cyclic(['a x b', 'b x d 30', 'b t c 5', 'c x d 7', 'd x d', 'd t d', 'd y d'], 'd').masked
    expect(faster).toMatchObject([{ violation: { cost: 12 } }])
  })
})

describe('two workers that take two locks in opposite order and give up in time', () => {
  it('are in a masked deadlock, which costs the shorter patience', () => {
    const { verdict, masked } = check(impatient([5_000, 800], [deadlockFree()]))
    expect(verdict.kind).toBe('verified')
    expect(masked).toMatchObject([
      { violation: { kind: 'timeout-masked', cost: 800, explanation: { victims: [] } }, property: 'deadlock-free' },
    ])
  })

  it('cost the same when one of them might crash and begin again: nobody counts on harm', () => {
    const faults = { crash: { most: 1, actors: ['worker#1'] }, restart: ['worker#1'] }
    const { masked } = check(impatient([5_000, 800], [deadlockFree()], faults))
    expect(masked[0]).toMatchObject({ violation: { kind: 'timeout-masked', cost: 800 } })
  })

  it('violate what was asked for, when that is asked', () => {
    const system = impatient([5_000, 800], [deadlockFree({ masked: 'violation' })])
    const { findings } = check(system)
    expect(findings).toMatchObject([{ violation: { kind: 'timeout-masked', cost: 800 } }])
    expect(replay(system, searchToken(system, findings[0]))).toMatchObject({
      kind: 'reproduced',
      counterexample: findings[0],
    })
  })
})

describe('the original design whose calls have a time limit', () => {
  const system = (flags: string) =>
    sxSystem({
      name: 'original',
      variants: [parseFlags(flags)[0]],
      phases: [[[{ route: 'kernel' }]]],
      parameters: {},
    })

  it('is in the reported deadlock until the call times out', () => {
    const { masked, deadlocks } = check(system('--variant original --gen-timeout 1500'))
    expect(deadlocks).toBe(0)
    expect(masked.map(({ violation }) => violation)).toMatchObject([{ kind: 'timeout-masked', cost: 1500 }])
  })

  it('is in it for good without a limit', () => {
    expect(check(system('--variant original'))).toMatchObject({ masked: [], deadlocks: 1 })
  })

  it('is not in it at all when the mutex is given back', () => {
    expect(check(system('--variant a-yield --gen-timeout 1500')).masked).toEqual([])
  })
})
