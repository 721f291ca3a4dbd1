/** Pictures of people. Every statement on the table `avatars`. */
import { createHash } from 'node:crypto'
import { notFound } from '@ecc/contracts/problems'
import { notAnImage } from '@ecc/contracts/users'
import type { Queryable, Tx } from '@ecc/kit'

/** A picture with the version that is part of its address: it changes when the picture does. */
export interface Picture {
  version: string
  mediaType: string
  bytes: Buffer
}

const marks: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/png': (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  'image/jpeg': (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  'image/webp': (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
}

/**
 * Reads an upload. The first bytes must be those of the media type it claims, so that nothing else is ever served under
 * the name of an image; throws `notAnImage`.
 */
export function readPicture(bytes: Buffer, contentType: string): Picture {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!marks[mediaType]?.(bytes)) throw notAnImage()
  return { version: createHash('sha256').update(bytes).digest('hex').slice(0, 16), mediaType, bytes }
}

/** Keeps a person's picture in place of the one before. */
export async function keepPicture(tx: Tx, userId: string, picture: Picture): Promise<void> {
  await tx`
    insert into avatars (user_id, version, media_type, bytes)
    values (${userId}, ${picture.version}, ${picture.mediaType}, ${picture.bytes})
    on conflict (user_id) do update set
      version = excluded.version, media_type = excluded.media_type, bytes = excluded.bytes`
}

/** Deletes a person's picture, if any. */
export async function dropPicture(tx: Tx, userId: string): Promise<void> {
  await tx`delete from avatars where user_id = ${userId}`
}

/** This version of a person's picture; throws `notFound` when they have another one by now. */
export async function pictureOf(db: Queryable, userId: string, version: string): Promise<Picture> {
  const picture = await db.first<Picture>`
    select version, media_type, bytes from avatars where user_id = ${userId} and version = ${version}`
  if (!picture) throw notFound()
  return picture
}
