// The thread that encodes as Walrus's own WebAssembly does.
import { loadEncoder } from '../walrus/encoder.ts';
import { answerEncoder } from './answer-encoder.ts';

answerEncoder(loadEncoder());
