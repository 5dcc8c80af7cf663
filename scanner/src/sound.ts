/** A verdict for the ear and the hand. */

import { SIGNALS } from "./signals.ts";
import type { Verdict } from "./verdict.ts";

export interface Sound {
  /** Browsers allow sound only after a touch; call this on the first one. */
  wake(): void;
  play(verdict: Verdict): void;
}

export function makeSound(): Sound {
  let audio: AudioContext | null = null;

  function note(at: number, hertz: number, ms: number): void {
    if (!audio || hertz === 0) return;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.type = "triangle";
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.5, at + 0.012);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + ms / 1000);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + ms / 1000);
  }

  return {
    wake() {
      audio ??= new AudioContext();
      if (audio.state === "suspended") void audio.resume();
    },
    play(verdict) {
      const { sound, vibration } = SIGNALS[verdict];
      navigator.vibrate?.([...vibration]);
      let at = (audio?.currentTime ?? 0) + 0.01;
      for (const [hertz, ms] of sound) {
        note(at, hertz, ms);
        at += ms / 1000;
      }
    },
  };
}
