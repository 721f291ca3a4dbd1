import { describe, expect, test } from 'vitest'
import { isEasyToGuess } from './common-password.ts'

const person = { email: 'ada.lovelace@example.com', displayName: 'Countess' }

describe('isEasyToGuess', () => {
  test.each([
    'password12',
    'Password2027!',
    'p@ssw0rd12',
    'P4$$w0rd!!!',
    'passwordpassword',
    'qwertyuiop',
    '1234567890',
    '0987654321',
    'aaaaaaaaaa',
    'abcabcabcabc',
    '1212121212',
    'iloveyou123',
    'Liverpool1!',
    'asdfghjkl;',
    'correcthorsebatterystaple',
    'esportcoach1',
    'ada.lovelace@example.com',
    'ada.lovelace1',
    '1countess1',
    'COUNTESS-2001',
  ])('refuses %s', (password) => {
    expect(isEasyToGuess(password, person)).toBe(true)
  })

  test.each([
    'correct horse battery',
    'the countess likes tea',
    'my password is a long sentence',
    'zufällige Wörter hier',
    '密码很长的一句话而已啊',
    'x7#kQ9!vLp2z',
    'player of the flute',
    '8492017365',
  ])('takes %s', (password) => {
    expect(isEasyToGuess(password, person)).toBe(false)
  })
})
