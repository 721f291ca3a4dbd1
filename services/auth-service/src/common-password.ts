/** Which passwords are guessed first. Pure; no rule of "one digit, one capital", which only makes passwords alike. */

/**
 * The words that passwords of at least ten characters are most often built on (from the public top lists), and the
 * words of this platform. A password that is one of them plus digits and signs falls in the first minutes of an attack.
 */
const commonWords = new Set(
  `password passwort passwords passw pass qwerty qwertyuiop qwertyui qwertz qwertzuiop azerty azertyuiop asdfghjkl asdfgh
  asdf zxcvbnm zxcvbn zxcv abcdef abcdefg abcdefgh abcdefghij abcdefghijk abc abcd letmein welcome admin administrator
  iloveyou ilove loveyou monkey dragon master football baseball basketball superman batman spiderman sunshine princess
  shadow michael jordan jennifer ashley charlie daniel thomas hunter killer trustno whatever starwars computer internet
  samsung google facebook minecraft fortnite valorant leagueoflegends counterstrike overwatch rocketleague pokemon
  summer winter spring autumn secret changeme default guest test testing tester login access hello helloworld freedom
  liverpool chelsea arsenal barcelona realmadrid juventus mustang ferrari mercedes corvette harley yankees cowboys
  qazwsx qazwsxedc qweasd qweasdzxc zaqwsx onetwothree mypassword newpassword yourpassword thisismypassword
  passwordpassword correcthorsebatterystaple esport esports coach coaching coachconnect esportcoach
  esportcoachconnect esportscoach gamer gaming player`
    .split(/\s+/)
    .filter(Boolean),
)
const straights = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
]
const replacements: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '0': 'o',
  '1': 'i',
  '!': 'i',
  $: 's',
  '5': 's',
  '7': 't',
}
const leftOverMin = 8

/** Whether a password is among the first guesses: a common word, a pattern, or the person's own address or name. */
export function isEasyToGuess(password: string, person: { email: string; displayName?: string }): boolean {
  const plain = password.normalize('NFKC').toLowerCase()
  return isCommonWord(plain) || isPattern(plain) || isMostlyAbout(plain, person)
}

function isCommonWord(plain: string): boolean {
  // "p@ssw0rd12": what is stuck on is cut off before the digits inside are read as letters.
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  return [plain, asLetters(core), asLetters(plain)].some((reading) => {
    const letters = reading.replace(/[^\p{L}]/gu, '')
    return commonWords.has(letters) || commonWords.has(unit(letters))
  })
}

const asLetters = (text: string) => text.replace(/[@4301!$57]/g, (sign) => replacements[sign] ?? sign)

/** One character, a short piece again and again, or a straight run over the keyboard or the alphabet. */
function isPattern(plain: string): boolean {
  if (unit(plain).length <= 4) return true
  const backwards = [...plain].reverse().join('')
  return straights.some((run) => run.includes(plain) || run.includes(backwards))
}

/** The shortest piece whose repetition makes up the whole text: `abcabcabca` gives `abc`. */
function unit(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const piece = text.slice(0, length)
    if (piece.repeat(Math.ceil(text.length / length)).startsWith(text)) return piece
  }
  return text
}

/** A name inside a long pass phrase is fine; a name with a few characters added is not. */
function isMostlyAbout(plain: string, { email, displayName }: { email: string; displayName?: string }): boolean {
  const address = email.toLowerCase()
  const words = [address, address.split('@')[0], displayName?.normalize('NFKC').toLowerCase()]
  return words.some((word) => {
    if (word === undefined || word.length < 3) return false
    return plain.includes(word) && plain.replaceAll(word, '').length < leftOverMin
  })
}
