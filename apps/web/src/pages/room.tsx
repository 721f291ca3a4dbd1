import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Room } from '../features/room/room.tsx'

export function RoomPage() {
  const { id } = useParams({ from: '/bookings/$id/room' })
  const [visit, setVisit] = useState(1)
  return <Room key={`${id} ${visit}`} bookingId={id} onAgain={() => setVisit(visit + 1)} />
}
