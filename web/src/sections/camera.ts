/** Takes one photo, as a PNG file; asks for the camera, and lets go of it. */
export async function takePhoto(): Promise<File> {
  if (navigator.mediaDevices === undefined) throw new Error('This page has no camera: it needs HTTPS, or localhost.');
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: 'environment' } })
    .catch((cause: unknown) => {
      throw new Error('The camera was refused, or there is none.', { cause });
    });
  try {
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    await video.play();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d')!.drawImage(video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('The camera gave no picture.');
    return new File([blob], 'photo.png', { type: blob.type });
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
