/** The lens: camera, torch, and a loop that reads QR codes. */

import jsQR from "jsqr";

export interface Camera {
  readonly video: HTMLVideoElement;
  start(): Promise<"on" | "denied" | "none">;
  stop(): void;
  /** Whether the light is on; null when there is none. */
  torch(): boolean | null;
  light(on: boolean): Promise<void>;
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

const PAUSE_MS = 90;
const SIDE = 640;

export function makeCamera(onText: (text: string) => void): Camera {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true });
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  let stream: MediaStream | null = null;
  let lit: boolean | null = null;
  let detector: Detector | null = null;

  /** The middle square of the picture, made small enough to read quickly. */
  function square(): string | null {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (!paper || side === 0) return null;
    canvas.width = canvas.height = Math.min(side, SIDE);
    const [x, y] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    paper.drawImage(video, x, y, side, side, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = paper.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: "attemptBoth" })?.data ?? null;
  }

  async function look(): Promise<void> {
    if (!stream) return;
    try {
      const text = detector ? (await detector.detect(video))[0]?.rawValue : square();
      if (text) onText(text);
    } catch {
      detector = null;
    }
    setTimeout(() => void look(), PAUSE_MS);
  }

  return {
    video,
    torch: () => lit,
    async start() {
      if (stream?.active) return "on";
      if (!navigator.mediaDevices?.getUserMedia) return "none";
      try {
        const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 1280 } };
        stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      } catch (error) {
        return (error as Error).name === "NotAllowedError" ? "denied" : "none";
      }
      const track = stream.getVideoTracks()[0]!;
      lit = "torch" in (track.getCapabilities?.() ?? {}) ? false : null;
      detector ??= await nativeDetector();
      video.srcObject = stream;
      await video.play().catch(() => undefined);
      void look();
      return "on";
    },
    stop() {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      lit = null;
    },
    async light(on) {
      await stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
      lit = on;
    },
  };
}

async function nativeDetector(): Promise<Detector | null> {
  const native = (globalThis as any).BarcodeDetector;
  if (!native || !(await native.getSupportedFormats()).includes("qr_code")) return null;
  return new native({ formats: ["qr_code"] }) as Detector;
}
