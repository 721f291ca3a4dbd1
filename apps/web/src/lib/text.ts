/** The words on the screen, by namespace. Each feature has its own `text.ts`, which comes with the feature's code. */
import i18next, { type TOptions } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: {},
  interpolation: { escapeValue: false },
  returnNull: false,
  showSupportNotice: false,
} as Parameters<typeof i18next.init>[0])

/** `sessions_one` and `sessions_other` are asked for as `sessions` with a `count`. */
type KeyOf<Words> =
  Extract<keyof Words, string> extends infer K
    ? K extends `${infer Stem}_${'one' | 'other' | 'zero'}`
      ? Stem
      : K
    : never

/** Registers a namespace's English words; answers the hook that gives its typed `t`. */
export function defineText<const Words extends Record<string, string>>(namespace: string, en: Words) {
  i18next.addResourceBundle('en', namespace, en)
  return function useText() {
    const { t } = useTranslation(namespace)
    return (key: KeyOf<Words>, values?: TOptions): string => t(key as string, values ?? {}) as string
  }
}
