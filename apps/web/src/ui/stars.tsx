import { Group, Text } from '@mantine/core'
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { useId } from 'react'
import classes from './stars.module.css'

const five = [1, 2, 3, 4, 5]

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

/** Five stars to read. */
export function StarRow({ value, sizePx = 18 }: { value: number; sizePx?: number }) {
  return (
    <span role="img" aria-label={`${value} of 5 stars`} className={classes.row}>
      {five.map((star) => (
        <Star key={star} full={star <= value} sizePx={sizePx} />
      ))}
    </span>
  )
}

/** Five stars to choose: radio buttons under the stars, so that arrow keys and screen readers work. 0 means not chosen. */
export function StarsInput(props: {
  label: string
  value: number
  onChange: (value: number) => void
  large?: boolean
}) {
  const id = useId()
  return (
    <div className={classes.field} data-large={props.large === true} role="radiogroup" aria-labelledby={id}>
      <span id={id}>{props.label}</span>
      <span className={classes.row}>
        {five.map((star) => (
          <span key={star} className={classes.choice}>
            <input
              type="radio"
              name={id}
              aria-label={`${props.label}: ${star} of 5`}
              checked={props.value === star}
              onChange={() => props.onChange(star)}
            />
            <Star full={star <= props.value} sizePx={props.large ? 36 : 24} />
          </span>
        ))}
      </span>
    </div>
  )
}

/** An empty star is an outline: grey on grey would be too faint to see. */
function Star({ full, sizePx }: { full: boolean; sizePx: number }) {
  return full ? (
    <IconStarFilled size={sizePx} color="var(--star)" aria-hidden />
  ) : (
    <IconStar size={sizePx} stroke={1.6} color="var(--mantine-color-dimmed)" aria-hidden />
  )
}
