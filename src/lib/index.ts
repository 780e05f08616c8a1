// The library's one door: what screens, agents and other programs use.
export { createHub } from './hub/hub.ts';
export type * from './hub/types.ts';
export { FloeError, errorFromWire, errorToWire, isAbort, messageOf } from './errors.ts';
export { formatAmount, formatSui, MIST_PER_SUI, parseAmount, SUI_TYPE } from './model/amount.ts';
export { toHex } from './model/hex.ts';
export type * from './model/listing.ts';
export type * from './model/manifest-meaning.ts';
export type * from './model/manifest-needs.ts';
export type * from './model/manifest-pipeline.ts';
export type * from './model/manifest.ts';
export { parsePostprocess, parsePreprocess, piecesOf } from './model/manifest.ts';
export type { NetworkConfig, NetworkName } from './model/network.ts';
export { mixedWords, plainText, skeleton, type PlainText } from './model/plain-text.ts';
export { DEFAULT_NETWORK, NETWORKS } from './networks.ts';
export { paysFirst } from './model/pays-first.ts';
export { provenBy, type BoundOutput, type Receipt } from './model/receipt.ts';
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

export { createMarketWorker } from './hub/create-market-worker.ts';
export { createWorkerMarket } from './hub/worker-market.ts';
export { SPARED_BYTES } from './blobs/cache/room.ts';
export { createLocalEncoder } from './blobs/local-encoder.ts';
export { createIdbStore, createMemoryStore, createModelStore } from './blobs/stores.ts';
export { createWorkerEncoder } from './blobs/worker-encoder.ts';
export { probeAggregator, type AggregatorProbe } from './blobs/probe-aggregator.ts';
export { createLazyRowCheckers } from './blobs/lazy-row-checkers.ts';
export { decodeWav, encodeWav } from './infer/wav.ts';
export { checkOnnx } from './infer/check-onnx.ts';
export { createModelWorker } from './infer/create-model-worker.ts';
export type { Recording } from './infer/audio.ts';
export type { RgbaImage } from './infer/image.ts';
export { fixedTensor, mediaKind, prepareInput, textLines, type Media } from './infer/media.ts';
export { readOnnxHeader, type OnnxHeader } from './infer/onnx-header.ts';
export { givenByTensors } from './infer/given.ts';
export { presentOutputs } from './infer/present.ts';
export { CLEAR } from './infer/presentation.ts';
export { createViewsWorker } from './infer/create-views-worker.ts';
export { createViews, type Views } from './infer/views.ts';
export type { GivenMedia, Prepared, Wave } from './infer/views-protocol.ts';
export { waveOf } from './infer/view-work.ts';
export { readCsv, writeCsv } from './infer/csv.ts';
export { encodeNpy } from './infer/npy.ts';
export { numberReader, tensorStats, type TensorStats } from './infer/tensor-stats.ts';
export { tensorCsvFile, tensorJsonFile } from './infer/tensor-json.ts';
export type * from './infer/presentation.ts';
export { presentationData, presentationText } from './infer/presentation-words.ts';
export {
  ctcSymbols,
  proposeFixed,
  proposeInput,
  proposeOutput,
  proposePreprocess,
  proposeTask,
  type SignatureHints,
} from './infer/propose.ts';
export { LICENSES } from './infer/licenses.ts';
export type { Proposal } from './infer/recognise-about.ts';
export { labelsOf } from './infer/recognise-config.ts';
export { recogniseExport, type RecognisedExport, type Remark } from './infer/recognise-export.ts';
export type { ModelChoice, Precision } from './infer/recognise-models.ts';
export type { RecognisedPipeline } from './infer/recognise-pipeline.ts';
export { stripRoot, type ExportFile, type LeftFile, type LeftReason } from './infer/recognise-paths.ts';
export type { TfjsExport } from './infer/recognise-tfjs.ts';
export { TASKS } from './infer/tasks.ts';
export { parseTensor } from './infer/tensor-text.ts';
export { probeDevice, type DeviceFacts, type GpuFacts } from './infer/device.ts';
export {
  largestPack,
  preflight,
  type Preflight,
  type PreflightQuestion,
  type PreflightReason,
} from './infer/preflight.ts';
export { createWorkerEngine } from './infer/worker-engine.ts';

export { DEFINITIONS, type LinkedShare, type Measures } from './market/measures.ts';
export type { Payers, WeeklyCohort } from './market/measures-demand.ts';
export type { Concentration, Cost, DayIncome, NetIncome, PriceReality } from './market/measures-income.ts';
export type { AuthorFunnel, StorageHealth } from './market/measures-supply.ts';
export type { MeasureScope, Share } from './market/measures-view.ts';
export type { Cohort } from './market/links-cohorts.ts';
export { DEFAULT_RULES, withRules, type RuleSettings } from './market/rules-settings.ts';
export { RULES, VERDICTS } from './market/rules-verdicts.ts';
export type {
  Case,
  Evidence,
  Finding,
  RuleId,
  Tally,
  Totals,
  UnknownReason,
  VerdictKind,
} from './market/rules-verdicts.ts';
export type { ListingFilter } from './market/search-filter.ts';
export type { Authorship, Transfer } from './model/history.ts';
