import type { CoachGame } from '@ecc/contracts/coaches'
import { ActionIcon, Chip, Group, Input, MultiSelect, NativeSelect, Stack, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import { languageName, useCatalogue } from '../../lib/catalogue.ts'
import classes from './coach-profile.module.css'
import { maxGames, maxLanguages } from './profile-draft.ts'
import { useCoachProfileText } from './text.ts'
import type { useProfileForm } from './use-profile-form.ts'

type Form = ReturnType<typeof useProfileForm>

/** Offered first; any other that a profile already has is kept. */
const languageCodes =
  'ar bg bn cs da de el en es et fa fi fil fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sr sv ta th tr uk ur vi zh'.split(
    ' ',
  )

/** The games a coach teaches, each with rank and roles, and the languages. */
export function GamesFields({ form }: { form: Form }) {
  const t = useCoachProfileText()
  const { games, gameName } = useCatalogue()
  const chosen = form.draft.games
  const free = games.filter(({ id }) => !chosen.some(({ gameId }) => gameId === id))
  const change = (index: number, game: CoachGame) =>
    form.set({ games: chosen.map((one, place) => (place === index ? game : one)) })
  return (
    <Stack gap="md">
      {chosen.map((game, index) => (
        <GameFields
          key={game.gameId}
          game={game}
          rankFault={form.faultOf(`games.${index}.rankId`)}
          rolesFault={form.faultOf(`games.${index}.roleIds`)}
          onChange={(changed) => change(index, changed)}
          onRemove={() => form.set({ games: chosen.filter((one) => one !== game) })}
        />
      ))}
      {chosen.length >= maxGames ? (
        <Text c="dimmed" size="sm">
          {t('allGames')}
        </Text>
      ) : (
        <NativeSelect
          label={t('addGame')}
          value=""
          error={form.faultOf('games')}
          data={[{ value: '', label: t('chooseGame') }, ...free.map(({ id }) => ({ value: id, label: gameName(id) }))]}
          onChange={(event) => {
            const gameId = event.currentTarget.value
            if (gameId !== '') form.set({ games: [...chosen, { gameId, roleIds: [], rankId: '' }] })
          }}
        />
      )}
      <LanguagesField form={form} />
    </Stack>
  )
}

function GameFields(props: {
  game: CoachGame
  rankFault: string | undefined
  rolesFault: string | undefined
  onChange: (game: CoachGame) => void
  onRemove: () => void
}) {
  const t = useCoachProfileText()
  const labelId = useId()
  const catalogue = useCatalogue()
  const { gameId, rankId, roleIds } = props.game
  const game = catalogue.game(gameId)
  const name = catalogue.gameName(gameId)
  const ranks = (game?.ranks ?? []).toReversed().map(({ id, name: label }) => ({ value: id, label }))
  return (
    <div className={classes.game} style={{ '--game': catalogue.accent(gameId) } as React.CSSProperties}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={650}>{name}</Text>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('removeGame', { game: name })}
          onClick={props.onRemove}
        >
          <IconTrash size={18} stroke={1.7} />
        </ActionIcon>
      </Group>
      <NativeSelect
        label={t('rank', { game: name })}
        value={rankId}
        error={props.rankFault}
        data={[{ value: '', label: t('chooseRank') }, ...ranks]}
        onChange={(event) => props.onChange({ ...props.game, rankId: event.currentTarget.value })}
      />
      {game && game.roles.length > 0 ? (
        <div role="group" aria-labelledby={labelId}>
          <Input.Label component="span" id={labelId} size="md">
            {t('roles', { game: name })}
          </Input.Label>
          <Chip.Group multiple value={roleIds} onChange={(ids) => props.onChange({ ...props.game, roleIds: ids })}>
            <Group gap={8} mt={4}>
              {game.roles.map(({ id, name: role }) => (
                <Chip key={id} value={id} size="sm" radius="md" variant="outline">
                  {role}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          {props.rolesFault ? <Input.Error mt={6}>{props.rolesFault}</Input.Error> : null}
        </div>
      ) : null}
    </div>
  )
}

function LanguagesField({ form }: { form: Form }) {
  const t = useCoachProfileText()
  const codes = [...new Set([...languageCodes, ...form.draft.languages])]
  const options = codes.map((code) => ({ value: code, label: languageName(code) }))
  return (
    <MultiSelect
      label={t('languages')}
      description={t('languagesHint')}
      size="md"
      searchable
      maxValues={maxLanguages}
      withScrollArea={false}
      classNames={{ options: classes.options, inputField: classes.search }}
      comboboxProps={{ withinPortal: false }}
      data={options.toSorted((one, other) => one.label.localeCompare(other.label, 'en'))}
      value={form.draft.languages}
      error={form.faultOf('languages')}
      onChange={(languages) => form.set({ languages })}
    />
  )
}
