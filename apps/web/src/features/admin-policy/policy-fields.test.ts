import { defaultPolicy } from '@ecc/contracts/policies'
import { expect, test } from 'vitest'
import {
  changesBetween,
  draftOf,
  fieldsIn,
  policyFields,
  policyGroups,
  valuesOf,
  wrongFields,
} from './policy-fields.ts'

test('what is shown is what is saved', () => {
  expect(valuesOf(draftOf(defaultPolicy))).toEqual(defaultPolicy)
  expect(wrongFields(draftOf(defaultPolicy))).toEqual(new Set())
})

test('refuses what the contract refuses, and only that field', () => {
  const draft = draftOf(defaultPolicy)
  for (const text of ['', '-1', '1.5', '101', 'x'])
    expect(wrongFields({ ...draft, lateRefundPercent: text })).toEqual(new Set(['lateRefundPercent']))
  for (const text of ['', '1,,2', '0, 366', '1,2,3,4,5,6,7,8,9,10,11'])
    expect(wrongFields({ ...draft, noShowHidingDays: text })).toEqual(new Set(['noShowHidingDays']))
  expect(valuesOf({ ...draft, noShowHidingDays: '1,2' }).noShowHidingDays).toEqual([1, 2])
})

test('every number stands in one group', () => {
  const groups = Object.keys(policyGroups) as (keyof typeof policyGroups)[]
  const shown = groups.flatMap((group) => fieldsIn(group).map(({ path }) => path))
  expect(shown.toSorted()).toEqual(policyFields.map(({ path }) => path).toSorted())
})

test('tells what a version changed', () => {
  const later = { ...defaultPolicy, strict: { fullHours: 72, halfHours: 24 } }
  expect(changesBetween(defaultPolicy, later)).toMatchObject([{ from: '48', to: '72' }])
})
