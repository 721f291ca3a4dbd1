import type { PersonCard } from '@ecc/contracts/vocabulary'
import { ActionIcon, Text, Textarea } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import type { ChatMessage } from './call-state.ts'
import classes from './panels.module.css'
import { useRoomText } from './text.ts'

/** As in the contract. */
const maxLength = 2_000
const warnFrom = 1_800

export interface ChatPanelProps {
  chat: readonly ChatMessage[]
  me: PersonCard
  canSend: boolean
  /** False when it was not sent. */
  onSend: (text: string) => boolean
}

/** The messages of the session, and the line to write the next. */
export function ChatPanel({ chat, me, canSend, onSend }: ChatPanelProps) {
  const t = useRoomText()
  const times = useTimes()
  const list = useRef<HTMLDivElement>(null)
  const last = chat.at(-1)
  useEffect(() => {
    if (last) list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [last])
  return (
    <div className={classes.chat}>
      <div ref={list} className={classes.messages} role="log" aria-label={t('messages')} tabIndex={0}>
        {chat.length === 0 ? (
          <div className={classes.empty}>
            <Text fw={620}>{t('chatEmpty')}</Text>
            <Text size="sm" c="dimmed">
              {t('chatEmptyBody')}
            </Text>
          </div>
        ) : null}
        {chat.map(({ from, name, text, at }, index) => (
          <div key={`${at} ${index - chat.length}`} className={classes.message} data-mine={from === me.id}>
            <span className={`${classes.by} figures`}>
              {from === me.id ? t('you') : name} · {times.time(at)}
            </span>
            <span className={classes.bubble}>
              <Linked text={text} />
            </span>
          </div>
        ))}
      </div>
      <Composer canSend={canSend} onSend={onSend} />
    </div>
  )
}

function Composer({ canSend, onSend }: Pick<ChatPanelProps, 'canSend' | 'onSend'>) {
  const t = useRoomText()
  const [text, setText] = useState('')
  const send = (event?: { preventDefault: () => void }) => {
    event?.preventDefault()
    const trimmed = text.trim()
    if (trimmed !== '' && onSend(trimmed)) setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const left = maxLength - text.length
  const hint = !canSend
    ? t('chatWaiting')
    : text.length > warnFrom
      ? t('charactersLeft', { count: left })
      : t('sendHint')
  return (
    <form className={classes.composer} onSubmit={send}>
      <Textarea
        label={t('message')}
        description={hint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={maxLength}
        data-autofocus
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ActionIcon type="submit" size={42} aria-label={t('send')} disabled={!canSend || text.trim() === ''}>
        <IconSend size={19} aria-hidden />
      </ActionIcon>
    </form>
  )
}

/** Text in which addresses of the web can be followed. */
function Linked({ text }: { text: string }) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) => {
    const key = `part ${index}`
    if (index % 2 === 0) return <Fragment key={key}>{part}</Fragment>
    return (
      <a key={key} href={part} target="_blank" rel="noopener noreferrer nofollow">
        {part}
      </a>
    )
  })
}
