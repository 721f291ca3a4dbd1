import { ActionIcon, Drawer, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PanelName } from './controls.tsx'
import classes from './panels.module.css'
import { useRoomText } from './text.ts'

/** Chat or notes: beside the pictures, on a phone in a drawer above them. */
export function SidePanel({
  panel,
  onClose,
  children,
}: {
  panel: PanelName
  onClose: () => void
  children: ReactNode
}) {
  const t = useRoomText()
  const isNarrow = useMediaQuery('(max-width: 56em)', undefined, { getInitialValueInEffect: false })
  const title = t(panel)
  if (isNarrow) {
    return (
      <Drawer
        opened
        onClose={onClose}
        title={title}
        position="bottom"
        size="72%"
        withOverlay={false}
        closeButtonProps={{ 'aria-label': t('closePanel', { panel: title }) }}
        classNames={{ content: classes.drawer, body: classes.drawerBody }}
      >
        {children}
      </Drawer>
    )
  }
  const close = () => {
    onClose()
    document.getElementById(`room-${panel}`)?.focus()
  }
  return (
    <aside className={classes.side} aria-label={title}>
      <div className={classes.sideHead}>
        <Title order={2} fz="h3">
          {title}
        </Title>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('closePanel', { panel: title })}
          onClick={close}
        >
          <IconX size={19} aria-hidden />
        </ActionIcon>
      </div>
      {children}
    </aside>
  )
}
