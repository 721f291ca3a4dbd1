import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

type Native = Omit<ComponentPropsWithRef<'a'>, 'color' | 'style' | 'size'>

/** A link of the app that looks like a button. */
export const LinkButton = createLink((props: ButtonProps & Native) => <Button component="a" {...props} />)

/** A link of the app in text. */
export const TextLink = createLink((props: AnchorProps & Native) => <Anchor {...props} />)

/** A link without any looks, for whole cards and tiles. */
export const PlainLink = createLink((props: ComponentPropsWithRef<'a'>) => <a {...props} />)
