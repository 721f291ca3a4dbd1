import { Group, Rating, Text } from '@mantine/core'
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { useId } from 'react'

/** "★ 4.8 (31)", or "New" where the mean says nothing yet. */
export function Stars({ mean, count, newBelow = 3 }: { mean: number | null; count: number; newBelow?: number }) {
  if (mean === null || count < newBelow) {
    return (
      <Text span size="sm" fw={620} c="var(--accent-text)">
        New
      </Text>
    )
  }
  return (
    <Group gap={5} wrap="nowrap" className="figures">
      <IconStarFilled size={15} color="var(--star)" aria-hidden />
      <Text span size="sm" fw={650} aria-label={`Rated ${mean.toFixed(1)} of 5`} role="img">
        {mean.toFixed(1)}
      </Text>
      <Text span size="sm" c="dimmed" aria-label={`${count} reviews`} role="img">
        ({count})
      </Text>
    </Group>
  )
}

/** An empty star is an outline: grey on grey would be too faint to see. */
const symbols = Object.fromEntries(
  Object.entries({ xs: 14, sm: 18, md: 24, xl: 36 }).map(([name, px]) => [
    name,
    {
      emptySymbol: <IconStar size={px} stroke={1.6} color="var(--mantine-color-dimmed)" aria-hidden />,
      fullSymbol: <IconStarFilled size={px} color="var(--star)" aria-hidden />,
    },
  ]),
)

/** Five stars to read. */
export function StarRow({ value, size = 'sm' }: { value: number; size?: 'xs' | 'sm' | 'md' }) {
  return (
    <span role="img" aria-label={`${value} of 5 stars`}>
      <Rating value={value} readOnly size={size} color="var(--star)" fractions={2} aria-hidden {...symbols[size]} />
    </span>
  )
}

/** Five stars to choose; by keyboard a group of radio buttons. 0 means not chosen. */
export function StarsInput(props: {
  label: string
  value: number
  onChange: (value: number) => void
  large?: boolean
}) {
  const id = useId()
  return (
    <Group justify={props.large ? 'flex-start' : 'space-between'} gap="sm">
      <Text id={id} size={props.large ? 'md' : 'sm'} fw={props.large ? 620 : 500}>
        {props.label}
      </Text>
      <Rating
        value={props.value}
        onChange={props.onChange}
        {...symbols[props.large ? 'xl' : 'md']}
        role="radiogroup"
        aria-labelledby={id}
        getSymbolLabel={(stars) => `${props.label}: ${stars} of 5`}
      />
    </Group>
  )
}
