/** The page's colours for Stripe's frames, which no style sheet of ours reaches (https://docs.stripe.com/elements/appearance-api). */
import type { Appearance } from '@stripe/stripe-js'

/** The look of the theme that is worn where `place` is; frames know neither its variables nor its font. */
export function appearanceOf(place: Element, scheme: 'dark' | 'light'): Appearance {
  const style = getComputedStyle(place)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  return {
    theme: scheme === 'dark' ? 'night' : 'stripe',
    variables: {
      colorPrimary: colour('--accent-text'),
      colorBackground: colour('--surface-raised'),
      colorText: colour('--mantine-color-text'),
      colorTextSecondary: colour('--mantine-color-dimmed'),
      colorTextPlaceholder: colour('--mantine-color-placeholder'),
      colorDanger: colour('--mantine-color-error'),
      fontFamily: 'system-ui, sans-serif',
      fontSizeBase: '16px',
      borderRadius: '10px',
      gridRowSpacing: '16px',
      gridColumnSpacing: '16px',
    },
    rules: {
      '.Input': { border: `1px solid ${colour('--mantine-color-default-border')}`, boxShadow: 'none' },
      '.Input:focus': { borderColor: colour('--accent-text'), boxShadow: `0 0 0 1px ${colour('--accent-text')}` },
    },
  }
}
