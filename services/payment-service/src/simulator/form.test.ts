import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formOfJson, parseForm } from './form.ts'

test('reads nested names, indexed lists and open lists', () => {
  expect(parseForm('a=1&b[c]=x+y&b[d][e]=%E2%82%AC&l[0]=p&l[1]=q&o[]=r&o[]=s')).toEqual({
    a: '1',
    b: { c: 'x y', d: { e: '€' } },
    l: { 0: 'p', 1: 'q' },
    o: { 0: 'r', 1: 's' },
  })
})

test('names of the language itself are ordinary names', () => {
  const form = parseForm('__proto__[admin]=1&constructor=2')
  expect(Object.keys(form ?? {})).toEqual(['__proto__', 'constructor'])
  expect(({} as { admin?: string }).admin).toBeUndefined()
})

test('refuses what is not of the form', () => {
  for (const text of ['[a]=1', 'a[b=1', 'a=1&a[b]=2', 'a[b]=1&a=2', `a${'[b]'.repeat(9)}=1`]) {
    expect(parseForm(text)).toBeUndefined()
  }
})

test('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '[', ']', '=', '&', '%', '+', '0', '_', 'é') }), (text) => {
      parseForm(text)
    }),
  )
})

test('a JSON body reads like a form', () => {
  expect(formOfJson({ a: 1, b: { c: true, d: null }, l: ['x'] })).toEqual({
    a: '1',
    b: { c: 'true', d: '' },
    l: { 0: 'x' },
  })
  expect(formOfJson('text')).toBeUndefined()
})
