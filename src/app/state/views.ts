// The page's one door to the library's forms and views, and what was given that answers refer to.
import { createViews, createViewsWorker, type Given, type Wave } from '../../lib/index.ts';

/** Made once; its Worker starts when something large first comes. */
export const views = createViews({ createWorker: createViewsWorker });

/** What the visitor gave, to draw answers over. */
export interface Shown {
  given: Given;
  /** The picture, as the model's coordinates are mapped to it. */
  picture?: ImageBitmap | undefined;
  /** The recording, to be heard and seen. */
  recording?: { file: Blob; wave: Wave } | undefined;
}
