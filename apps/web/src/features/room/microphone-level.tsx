import { useEffect, useRef } from 'react'
import classes from './devices.module.css'
import { useRoomText } from './text.ts'

const everyMs = 80

/** How loud the microphone is, as a bar. */
export function MicrophoneLevel({ track }: { track: MediaStreamTrack | null }) {
  const t = useRoomText()
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (track === null) return
    return listen(track, (level) => {
      bar.current?.style.setProperty('--level', String(level))
      bar.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)))
    })
  }, [track])
  return (
    <div
      ref={bar}
      className={classes.level}
      role="meter"
      aria-label={t('level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  )
}

/** Tells the loudness, 0 to 1, until the answered function is called. */
function listen(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext()
  const analyser = new AnalyserNode(context, { fftSize: 512 })
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
    // From -60 dB, a quiet room, to -10 dB, loud speech.
    onLevel(Math.min(1, Math.max(0, (20 * Math.log10(loudness + 1e-6) + 60) / 50)))
  }, everyMs)
  const wake = () => void context.resume()
  addEventListener('pointerdown', wake)
  addEventListener('keydown', wake)
  return () => {
    clearInterval(timer)
    removeEventListener('pointerdown', wake)
    removeEventListener('keydown', wake)
    void context.close()
  }
}
