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
