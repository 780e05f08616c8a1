// The thread in which the local network encodes what it is sent.
import { answerEncoder } from '../devnet/node/answer-encoder.ts';
import { createRowEncoder } from './row-encoder.ts';

answerEncoder(createRowEncoder());
