import { BookingSheet, type SlotChoice } from '../features/booking-sheet/booking-sheet.tsx'
import { SignInPanel } from '../features/sign-in/sign-in-panel.tsx'

/** The booking sheet with the sign-in of this app inside, for every page on which a time can be chosen. */
export default function SlotBooking(props: {
  choice: SlotChoice
  fresh?: boolean
  onChoose: (choice: SlotChoice) => void
  onClose: () => void
}) {
  return (
    <BookingSheet
      choice={props.choice}
      fresh={props.fresh ?? true}
      onChoose={props.onChoose}
      onClose={props.onClose}
      signIn={(labels) => <SignInPanel {...labels} />}
    />
  )
}
