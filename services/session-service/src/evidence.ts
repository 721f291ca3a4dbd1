/** Evidence in a dispute: every statement on its table. */
import { createHash } from 'node:crypto'
import type { fileTypes } from '@ecc/contracts/dispute-terms'
import { type Evidence, fileNotFound, notAFile, tooMuchEvidence } from '@ecc/contracts/disputes'
import type { Side } from '@ecc/contracts/outcomes'
import { type Context, type Queryable, type Tx, violates } from '@ecc/kit'
import type { Config } from './config.ts'
import type { DisputeRow } from './dispute.ts'

type FileType = (typeof fileTypes)[number]

/** A file as given. */
export interface EvidenceFile {
  name: string
  mediaType: FileType
  bytes: Buffer
}

const startsWith = (bytes: Buffer, text: string, at = 0) => bytes.toString('latin1', at, at + text.length) === text

const marks: Record<FileType, (bytes: Buffer) => boolean> = {
  'image/png': (bytes) => startsWith(bytes, '\x89PNG\r\n\x1a\n'),
  'image/jpeg': (bytes) => startsWith(bytes, '\xff\xd8\xff'),
  'image/webp': (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8),
  'application/pdf': (bytes) => startsWith(bytes, '%PDF-'),
}

/** Reads an upload. Its first bytes must be those of the type it claims, whatever it is called; throws notAFile. */
export function readFile(bytes: Buffer, contentType: string, name: string): EvidenceFile {
  const claimed = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!(claimed in marks) || !marks[claimed as FileType](bytes)) throw notAFile()
  return { name: plainName(name), mediaType: claimed as FileType, bytes }
}

/** A file's name without what has a meaning in a path or a header. */
function plainName(name: string): string {
  return name.replace(/[\p{C}"\\/]/gu, '_').trim() || 'file'
}

/** Adds words, with a link perhaps. Throws tooMuchEvidence. */
export async function addNote(
  tx: Tx,
  dispute: DisputeRow,
  { side, words, link }: { side: Side; words: string; link: string | null },
  ctx: Context<Config>,
): Promise<void> {
  await bounded(tx`
    insert into dispute_evidence (id, dispute_id, side, kind, number, at, words, link)
    values (${ctx.id()}, ${dispute.id}, ${side}, 'note', ${nextNumber(tx, dispute, side, 'note')}, ${ctx.now()}, ${words}, ${link})`)
}

/** Adds a file; answers whether it is a new one, since the same again changes nothing. Throws tooMuchEvidence. */
export async function addFile(
  tx: Tx,
  dispute: DisputeRow,
  { side, file }: { side: Side; file: EvidenceFile },
  ctx: Context<Config>,
): Promise<boolean> {
  const hash = createHash('sha256').update(file.bytes).digest('hex')
  const known = await tx.first`
    select id from dispute_evidence where dispute_id = ${dispute.id} and side = ${side} and hash = ${hash}`
  if (known) return false
  await bounded(tx`
    insert into dispute_evidence (id, dispute_id, side, kind, number, at, file_name, media_type, hash, bytes)
    values (${ctx.id()}, ${dispute.id}, ${side}, 'file', ${nextNumber(tx, dispute, side, 'file')}, ${ctx.now()},
            ${file.name}, ${file.mediaType}, ${hash}, ${file.bytes})`)
  return true
}

const nextNumber = (tx: Tx, { id }: DisputeRow, side: Side, kind: 'note' | 'file') => tx.part`
  (select count(*) + 1 from dispute_evidence where dispute_id = ${id} and side = ${side} and kind = ${kind})`

async function bounded(insert: Promise<unknown>): Promise<void> {
  try {
    await insert
  } catch (error) {
    throw violates(error, 'evidence_is_bounded') ? tooMuchEvidence() : error
  }
}

interface EvidenceRow {
  id: string
  side: Side
  at: string
  words: string | null
  link: string | null
  fileName: string | null
  mediaType: FileType | null
  size: number | null
}

/** The evidence of both sides, oldest first; of files all but their bytes. */
export async function evidenceOf(sql: Queryable, { id }: DisputeRow): Promise<Evidence[]> {
  const rows = await sql<EvidenceRow>`
    select id, side, at, words, link, file_name, media_type, octet_length(bytes) as size
    from dispute_evidence where dispute_id = ${id} order by at, id limit 50`
  return rows.map(({ fileName, mediaType, size, ...row }) => ({
    ...row,
    file: fileName === null || mediaType === null || size === null ? null : { name: fileName, mediaType, bytes: size },
  }))
}

/** A file of a dispute on this booking. Throws fileNotFound. */
export async function fileOf(sql: Queryable, bookingId: string, fileId: string): Promise<EvidenceFile> {
  const file = await sql.first<EvidenceFile>`
    select e.file_name as name, e.media_type, e.bytes from dispute_evidence e join disputes d on d.id = e.dispute_id
    where e.id = ${fileId} and d.booking_id = ${bookingId} and e.kind = 'file'`
  if (!file) throw fileNotFound()
  return file
}
