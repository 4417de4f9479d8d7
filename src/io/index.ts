export { blockOtherLoaders } from './decode.js';
export type { WrittenFormat } from './encode.js';
export { ImageFileError } from './errors.js';
export { listImages, type ListedImage } from './image-files.js';
export { readImage, type ReadImage, type ReadImageOptions } from './read-image.js';
export { readMap } from './read-map.js';
export { showPath } from './show-path.js';
export { sniffFormat, type PictureFormat } from './sniff.js';
export { formatOfName, writeImage, type WriteImageOptions, type WrittenImage } from './write-image.js';
