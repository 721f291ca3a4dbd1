/** Three tones on the chosen speaker, made here, so that nothing has to be fetched. */

const tonesHz = [523, 659, 784]
const toneSeconds = 0.22

/** Resolves when the sound has ended. */
export async function playTestSound(speakerId: string | undefined): Promise<void> {
  const context = new AudioContext()
  const output = context.createMediaStreamDestination()
  for (const [index, hz] of tonesHz.entries()) playTone(context, output, hz, context.currentTime + index * toneSeconds)
  const audio = new Audio()
  audio.srcObject = output.stream
  try {
    if (speakerId !== undefined && 'setSinkId' in audio) await audio.setSinkId(speakerId)
    await audio.play()
    await new Promise((resolve) => setTimeout(resolve, (tonesHz.length + 1) * toneSeconds * 1000))
  } finally {
    audio.srcObject = null
    await context.close()
  }
}

function playTone(context: AudioContext, output: AudioNode, hz: number, at: number): void {
  const tone = context.createOscillator()
  const loudness = context.createGain()
  tone.frequency.value = hz
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(0.25, at + 0.02)
  loudness.gain.exponentialRampToValueAtTime(0.001, at + toneSeconds)
  tone.connect(loudness).connect(output)
  tone.start(at)
  tone.stop(at + toneSeconds)
}
