import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

/** The accent: shade 4 is the one of buttons and marks, on which near-black text stands in both themes. */
const volt: MantineColorsTuple = [
  '#f8ffe3',
  '#effec2',
  '#e3fb92',
  '#d6f866',
  '#c8f542',
  '#b5e02f',
  '#92b81f',
  '#6d8b14',
  '#536b0e',
  '#40530b',
]
const rose: MantineColorsTuple = [
  '#fff0f0',
  '#ffdcdc',
  '#ffbcbc',
  '#ff9b9b',
  '#ff8080',
  '#f56565',
  '#dd4444',
  '#bb2f2f',
  '#9d2222',
  '#861a1a',
]
/** Mantine reads the dark theme from this one: 0 text, 2 dimmed, 4 lines, 6 inputs, 7 body. */
const dark: MantineColorsTuple = [
  '#e9edf0',
  '#c3cbd2',
  '#9aa6b0',
  '#76838e',
  '#2c343b',
  '#222a30',
  '#171c21',
  '#0c0f12',
  '#090c0e',
  '#06080a',
]

const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  if (input.variant !== 'default') return resolved
  return {
    ...resolved,
    background: 'var(--surface-raised)',
    hover: 'var(--surface-hover)',
    border: '1px solid var(--line)',
  }
}

/** A dialog's header is no second banner of the page. */
const overPage = {
  overlayProps: { backgroundOpacity: 0.6, blur: 3 },
  attributes: { header: { role: 'presentation' } },
  closeButtonProps: { 'aria-label': 'Close' },
}

export const theme = createTheme({
  primaryColor: 'volt',
  primaryShade: 4,
  autoContrast: true,
  luminanceThreshold: 0.3,
  black: '#12171b',
  white: '#ffffff',
  colors: { volt, red: rose, dark },
  variantColorResolver,
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  headings: {
    fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
    fontWeight: '720',
    sizes: {
      h1: { fontSize: 'clamp(1.75rem, 1.3rem + 1.8vw, 2.5rem)', lineHeight: '1.12' },
      h2: { fontSize: 'clamp(1.3rem, 1.1rem + 0.8vw, 1.65rem)', lineHeight: '1.2' },
      h3: { fontSize: '1.125rem', lineHeight: '1.3' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { radius: 'md' }, styles: { root: { fontWeight: 620 } } },
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { marginBottom: 4 } } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    Modal: { defaultProps: { radius: 'lg', ...overPage }, styles: { title: { fontWeight: 680 } } },
    Drawer: { defaultProps: overPage, styles: { title: { fontWeight: 680 } } },
    Paper: { defaultProps: { radius: 'lg' } },
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    },
  },
})

const ownColors = new Set(['volt', 'red'])

/** Text in a colour must be readable on the page, whatever shade buttons use. Mantine's own colours are too pale on light. */
export const cssVariables: CSSVariablesResolver = (of) => {
  const light: Record<string, string> = {}
  const darkOnes: Record<string, string> = {}
  for (const name of Object.keys(of.colors)) {
    if (name === 'dark') continue
    const shades = of.colors[name]
    if (!shades) continue
    const onLight = ownColors.has(name) ? shades[8] : `color-mix(in srgb, ${shades[9]} 62%, black)`
    light[`--mantine-color-${name}-text`] = onLight
    light[`--mantine-color-${name}-outline`] = onLight
    light[`--mantine-color-${name}-light-color`] = onLight
    darkOnes[`--mantine-color-${name}-text`] = shades[name === 'volt' ? 4 : 3]
    darkOnes[`--mantine-color-${name}-outline`] = shades[4]
  }
  return {
    variables: {},
    light: {
      ...light,
      '--mantine-color-body': '#f5f6f3',
      '--mantine-color-text': '#12171b',
      '--mantine-color-dimmed': '#566069',
      '--mantine-color-placeholder': '#6b757e',
      '--mantine-color-error': '#9d2222',
      '--mantine-color-anchor': shade(of.colors.volt, 8),
      '--mantine-color-default-border': '#cfd5d1',
    },
    dark: {
      ...darkOnes,
      '--mantine-color-body': '#0c0f12',
      '--mantine-color-dimmed': '#9aa6b0',
      '--mantine-color-placeholder': '#8a96a1',
      '--mantine-color-error': '#ff9b9b',
      '--mantine-color-anchor': shade(of.colors.volt, 4),
      '--mantine-color-default-border': '#39434b',
    },
  }
}

function shade(tuple: MantineColorsTuple | undefined, index: number): string {
  return tuple?.[index] ?? 'currentColor'
}
