import { InterlockError } from './error.ts'
import { keyOf } from './key.ts'
import type { ActorOptions } from './system.ts'

/**
 * Roles whose copies are interchangeable: `'handler'` stands for all actors `handler#…`; of several roles in a list those
 * with the same number change places together.
 */
export type SymmetricRoles = string | readonly string[]

/** The copies of such roles: by copy the names of its actors, in the order of the roles. */
export type Copies = readonly (readonly string[])[]

function numbersOf(role: string, actors: ReadonlyMap<string, ActorOptions>): readonly string[] {
  const prefix = `${role}#`
  return [...actors.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
}

/** What must be the same of actors that are interchangeable; inputs may differ by the names in them. */
function optionsKey({ unhandled, outcomes, actions }: ActorOptions): string {
  return keyOf([unhandled, outcomes, actions], () => undefined)
}

/**
 * The interchangeable copies that a system declares.
 *
 * @throws InterlockError `system` when there are none, or they differ as declared; the message names the fix.
 */
export function copiesOf(
  system: string,
  declared: readonly SymmetricRoles[],
  actors: ReadonlyMap<string, ActorOptions>,
): readonly Copies[] {
  const refuse = (what: string): never => {
    throw new InterlockError('system', `${system}: symmetric: ${what}`)
  }
  if (!Array.isArray(declared)) refuse("give a list of roles, such as ['handler'] for all actors handler#…")
  const seen = new Set<string>()
  return declared.map((given) => {
    const roles = typeof given === 'string' ? [given] : given
    if (!Array.isArray(roles) || roles.length === 0) refuse('each entry is a role, or a list of roles')
    const numbers = numbersOf(roles[0], actors)
    for (const role of roles) {
      if (seen.has(role)) refuse(`'${role}' is named twice; name each role once`)
      seen.add(role)
      checkRole(role, numbersOf(role, actors), actors, refuse)
      const own = numbersOf(role, actors)
      if (own.length === numbers.length && own.every((number) => numbers.includes(number))) continue
      refuse(
        `'${roles[0]}' has the numbers ${numbers.join(', ')}, '${role}' has ${own.join(', ')}; roles that change places together need the same numbers`,
      )
    }
    return numbers.map((number) => roles.map((role) => `${role}#${number}`))
  })
}

function checkRole(
  role: string,
  numbers: readonly string[],
  actors: ReadonlyMap<string, ActorOptions>,
  refuse: (what: string) => never,
): void {
  if (numbers.length === 0) {
    refuse(`no actor is named '${role}#…'; declared are ${[...actors.keys()].join(', ')}`)
  }
  const [first, ...others] = numbers.map((number) => `${role}#${number}`)
  const options = actors.get(first) as ActorOptions
  for (const name of others) {
    const own = actors.get(name) as ActorOptions
    if (own.machine !== options.machine) {
      refuse(`'${first}' and '${name}' have different machines; give both the same one, and tell them apart by input`)
    }
    if (optionsKey(own) !== optionsKey(options)) {
      refuse(`'${first}' and '${name}' differ in unhandled, outcomes or actions; give both the same`)
    }
  }
}
