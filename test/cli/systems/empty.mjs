export const system = 'not a system'
