import { Button, Container, NativeSelect, TextInput, Title } from '@mantine/core'
import { IconCalendarCheck, IconClockHour4, IconLock, IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type SyntheticEvent, useState } from 'react'
import { useCatalogue } from '../../lib/catalogue.ts'
import classes from './landing.module.css'
import { useLandingText } from './text.ts'

/** The promise and the search. */
export function Hero() {
  const t = useLandingText()
  const trust = [
    { icon: IconLock, text: 'trustHeld' },
    { icon: IconClockHour4, text: 'trustZone' },
    { icon: IconCalendarCheck, text: 'trustCancel' },
  ] as const
  return (
    <section className={classes.hero} aria-labelledby="promise">
      <RankLadder />
      <Container size={1120} px={{ base: 'md', sm: 'lg' }} className={classes.heroInner}>
        <Title order={1} id="promise" className={classes.promise}>
          {t('title')}
        </Title>
        <p className={classes.lead}>{t('lead')}</p>
        <HeroSearch />
        <ul className={classes.trust}>
          {trust.map(({ icon: Icon, text }) => (
            <li key={text}>
              <Icon size={17} aria-hidden />
              {t(text)}
            </li>
          ))}
        </ul>
      </Container>
    </section>
  )
}

function HeroSearch() {
  const t = useLandingText()
  const navigate = useNavigate()
  const { games } = useCatalogue()
  const [words, setWords] = useState('')
  const [game, setGame] = useState('')
  const search = (event: SyntheticEvent) => {
    event.preventDefault()
    void navigate({
      to: '/coaches',
      search: { ...(words.trim() ? { q: words.trim() } : {}), ...(game ? { game } : {}) },
    })
  }
  return (
    <form className={classes.search} onSubmit={search} role="search">
      <TextInput
        label={t('words')}
        placeholder={t('wordsHint')}
        type="search"
        value={words}
        maxLength={100}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('game')}
        value={game}
        onChange={(event) => setGame(event.currentTarget.value)}
        data={[{ value: '', label: t('anyGame') }, ...games.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <Button type="submit" size="md" leftSection={<IconSearch size={18} aria-hidden />}>
        {t('find')}
      </Button>
    </form>
  )
}

/** Rank chevrons rising at the side: the only ornament of the page. */
function RankLadder() {
  return (
    <svg className={classes.ladder} viewBox="0 0 400 560" aria-hidden="true" preserveAspectRatio="xMidYMin slice">
      {Array.from({ length: 6 }, (_, index) => (
        <path
          key={index}
          d="M20 210 200 80l180 130v62L200 142 20 272z"
          transform={`translate(0 ${index * 84 - 60})`}
          opacity={Math.max(0.05, 0.62 - index * 0.11)}
        />
      ))}
    </svg>
  )
}
