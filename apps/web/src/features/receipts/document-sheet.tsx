import { type Document, getDocumentPdf } from '@ecc/contracts/receipts'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { call } from '../../lib/api.ts'
import { useMoney } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { SaveButton } from '../../ui/save-button.tsx'
import classes from './receipts.module.css'
import { useReceiptsText } from './text.ts'

/** A document as it was issued, to read, print and keep. Its date is the issuer's, whatever the viewer's zone. */
export function DocumentSheet({ document }: { document: Document }) {
  const t = useReceiptsText()
  const { issuer, recipient, corrects } = document
  return (
    <Stack gap="md">
      <Actions document={document} />
      <article className={classes.sheet} aria-label={`${t(document.kind)} ${document.number}`}>
        <div>
          <Title order={1} fz="h2" mb={10}>
            {t(document.kind)}
          </Title>
          <dl className={classes.facts}>
            <dt>{t('number')}</dt>
            <dd className="figures">{document.number}</dd>
            <dt>{t('date')}</dt>
            <dd className="figures">{document.issuedOn}</dd>
            {corrects ? (
              <>
                <dt>{t('corrects')}</dt>
                <dd className="figures">
                  <TextLink to="/documents/$id" params={{ id: corrects.id }}>
                    {corrects.number}
                  </TextLink>
                </dd>
              </>
            ) : null}
          </dl>
        </div>
        <div className={classes.parties}>
          <div>
            <Text fw={680}>{t('by')}</Text>
            {issuer.name}
            {'\n'}
            {issuer.address}
            {'\n'}
            {issuer.country}
            {'\n'}
            {t('taxNumber', { number: issuer.taxNumber })}
          </div>
          <div>
            <Text fw={680}>{t('to')}</Text>
            {recipient.name ?? t('member')}
            <Text size="sm" c="dimmed" className="figures">
              {recipient.id}
            </Text>
          </div>
        </div>
        <Lines document={document} />
      </article>
    </Stack>
  )
}

function Lines({ document }: { document: Document }) {
  const t = useReceiptsText()
  const money = useMoney()
  const { currency, net, tax, total } = document
  const isVoucher = document.orderKind === 'gift-card'
  return (
    <>
      <table className={classes.lines}>
        <thead>
          <tr>
            <th scope="col">{t('what')}</th>
            <th scope="col" data-number>
              {t('amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {document.lines.map(({ text, amount }) => (
            <tr key={text}>
              <td>{text}</td>
              <td data-number className="figures">
                {money.exact({ amount, currency })}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {[
            ...(isVoucher
              ? []
              : [[t('net'), net] as const, [t('tax', { percent: document.taxPercent }), tax] as const]),
            [t(document.kind === 'credit-note' ? 'totalCredited' : 'total'), total] as const,
          ].map(([name, sum]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-number className="figures">
                {money.exact(sum)}
              </td>
            </tr>
          ))}
        </tfoot>
      </table>
      {isVoucher ? (
        <Text size="sm" c="dimmed">
          {t('voucher')}
        </Text>
      ) : null}
    </>
  )
}

function Actions({ document: { id, number } }: { document: Document }) {
  const t = useReceiptsText()
  return (
    <div className={classes.screen}>
      <Group gap="sm" align="flex-start">
        <SaveButton
          fileName={`${number}.pdf`}
          fetchFile={() => call(getDocumentPdf, { params: { id } })}
          variant="filled"
        >
          {t('pdf')}
        </SaveButton>
        <Button
          variant="default"
          leftSection={<IconPrinter size={17} aria-hidden />}
          onClick={() => globalThis.print()}
        >
          {t('print')}
        </Button>
      </Group>
    </div>
  )
}
