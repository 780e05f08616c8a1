// The models the seed author publishes: real ones, out of npm packages, with everything an author would fill in.
import { languageModel } from './language.ts';
import { speechModel } from './speech.ts';
import { storyModel } from './story.ts';
import { textAreaModel } from './text-area.ts';
import { textLineModel } from './text-line.ts';
import type { DemoModel } from './types.ts';

export async function demoModels(): Promise<DemoModel[]> {
  return Promise.all([languageModel(), textLineModel(), textAreaModel(), speechModel(), storyModel()]);
}
