import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useShellText } from './text.ts'

const choices = [
  { scheme: 'auto', text: 'themeSystem', icon: IconDeviceDesktop },
  { scheme: 'dark', text: 'themeDark', icon: IconMoon },
  { scheme: 'light', text: 'themeLight', icon: IconSun },
] as const

/** The three themes as items of a menu; the one in use is ticked. */
export function ThemeItems() {
  const t = useShellText()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('theme')}</Menu.Label>
      {choices.map(({ scheme, text, icon: Icon }) => (
        <Menu.Item
          key={scheme}
          role="menuitemradio"
          aria-checked={colorScheme === scheme}
          leftSection={<Icon size={17} />}
          rightSection={colorScheme === scheme ? <IconCheck size={15} /> : null}
          onClick={() => setColorScheme(scheme)}
        >
          {t(text)}
        </Menu.Item>
      ))}
    </>
  )
}

/** The themes for guests, who have no account menu. */
export function ThemeMenu() {
  const t = useShellText()
  return (
    <Menu position="bottom-end" width={200} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={38} aria-label={t('theme')}>
          <IconSun size={19} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ThemeItems />
      </Menu.Dropdown>
    </Menu>
  )
}
