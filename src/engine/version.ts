/** The version of interlock that tokens and traces name; a test holds it against package.json. */
export const VERSION = '0.1.0'
