// The library's one door: what screens, agents and other programs use.
export { createHub } from './hub/hub.ts';
export type * from './hub/types.ts';
export { FloeError, errorFromWire, errorToWire, isAbort, messageOf } from './errors.ts';
export { formatAmount, formatSui, MIST_PER_SUI, parseAmount, SUI_TYPE } from './model/amount.ts';
export { toHex } from './model/hex.ts';
export type * from './model/listing.ts';
export type * from './model/manifest.ts';
export type { NetworkConfig, NetworkName } from './model/network.ts';
export { DEFAULT_NETWORK, NETWORKS } from './networks.ts';
export type { Receipt } from './model/receipt.ts';
export {
  arrayOf,
  checkInputs,
  elementCount,
  formatShape,
  type DType,
  type ModelSignature,
  type Tensor,
  type TensorData,
  type TensorInfo,
  type Tensors,
} from './model/tensor.ts';
export type { Wallet } from './model/wallet.ts';
export type { Engine, LoadedModel, LockedOutput, Provider, ProviderChoice } from './infer/types.ts';

export { createLocalEncoder } from './blobs/local-encoder.ts';
export { createIdbStore, createMemoryStore } from './blobs/stores.ts';
export { createWorkerEncoder } from './blobs/worker-encoder.ts';
export { decodeWav, encodeWav } from './infer/wav.ts';
export { checkOnnx } from './infer/check-onnx.ts';
export { createOrtWorker } from './infer/create-ort-worker.ts';
export type { Recording } from './infer/audio.ts';
export type { RgbaImage } from './infer/image.ts';
export { fixedTensor, mediaKind, prepareInput, type Media } from './infer/media.ts';
export { readOnnxHeader, type OnnxHeader } from './infer/onnx-header.ts';
export { presentOutputs, type Presentation } from './infer/present.ts';
export { proposeFixed, proposePreprocess } from './infer/propose.ts';
export { parseTensor } from './infer/tensor-text.ts';
export { createWorkerEngine } from './infer/worker-engine.ts';
