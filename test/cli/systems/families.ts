import { atMostOne, deadlockFree } from '../../../src/index.ts'
import { borrower, box, family, lock, nesting, purse, user } from '../../systems/families.ts'

const properties = [deadlockFree(), atMostOne('busy')]

export const mutex = family(user(true), { lock }, { properties })
export const nested = family(nesting, { a: lock, b: lock })
export const borrowed = family(borrower, { server: purse, box }, { properties })
export const notAFamily = (): string => 'nothing'
