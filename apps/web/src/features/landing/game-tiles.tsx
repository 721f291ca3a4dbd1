import { Skeleton, Text, Title } from '@mantine/core'
import { useCatalogue } from '../../lib/catalogue.ts'
import { messageOf } from '../../lib/message.ts'
import { PlainLink } from '../../ui/link.tsx'
import { ErrorState } from '../../ui/states.tsx'
import classes from './landing.module.css'
import { useLandingText } from './text.ts'

/** The games as tiles in their own colour, those with most coaches first. */
export function GameTiles() {
  const t = useLandingText()
  const { games, query } = useCatalogue()
  const sorted = games.toSorted((a, b) => b.coachCount - a.coachCount || a.name.localeCompare(b.name))
  if (query.error && games.length === 0) {
    return <ErrorState title={t('gamesFailed')} message={messageOf(query.error)} onRetry={() => void query.refetch()} />
  }
  return (
    <section aria-labelledby="games">
      <Title order={2} id="games">
        {t('games')}
      </Title>
      <Text c="dimmed" mb="lg">
        {t('gamesLead')}
      </Text>
      <ul className={classes.tiles}>
        {query.isPending
          ? Array.from({ length: 10 }, (_, index) => (
              <li key={index}>
                <Skeleton h={112} radius="lg" />
              </li>
            ))
          : sorted.map((game) => (
              <li key={game.id}>
                <PlainLink
                  to="/coaches"
                  search={{ game: game.id }}
                  className={classes.tile}
                  style={{ '--game': game.accent } as React.CSSProperties}
                >
                  <span className={classes.tileGenre}>{game.genre}</span>{' '}
                  <span className={classes.tileName}>{game.name}</span>{' '}
                  <span className={classes.tileCount}>
                    {game.coachCount === 0 ? t('noCoaches') : t('coaches', { count: game.coachCount })}{' '}
                    {game.freeSoonCount > 0 ? (
                      <span className={classes.free}>{t('freeSoon', { count: game.freeSoonCount })}</span>
                    ) : null}
                  </span>
                </PlainLink>
              </li>
            ))}
      </ul>
    </section>
  )
}
