// The full node's client and the one place where its failures get a code.
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { ObjectError, SimulationError, TransactionError, type SuiClientTypes } from '@mysten/sui/client';
import { FloeError, isAbort, messageOf } from '../errors.ts';
import type { NetworkConfig } from '../model/network.ts';
import { ABORTS, errorNumber } from './aborts.ts';
import { ChainError } from './errors.ts';

export function createRpc(network: NetworkConfig, options: { baseUrl?: string; fetch?: typeof fetch }) {
  return new SuiGrpcClient({
    network: network.network,
    baseUrl: options.baseUrl ?? network.rpc,
    // A quarter fewer bytes than the default, which is text.
    format: 'binary',
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
}

/** gRPC codes that say the network could not be asked, as opposed to what it answered. */
const UNREACHABLE = new Set([
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
  'UNKNOWN',
  'RESOURCE_EXHAUSTED',
  'DATA_LOSS',
]);

/**
 * Names any failure of a client call. Cancellation and errors that have a code of ours pass unchanged.
 *
 * @param packageId our package: aborts in it get their own code
 */
export function explainRpcError(error: unknown, packageId: string | undefined): unknown {
  if (isAbort(error) || error instanceof FloeError || hasWalletCode(error)) return error;
  if (error instanceof SimulationError) {
    return error.executionError
      ? explainExecution(error.executionError, packageId, error)
      : explainRpcError(error.cause ?? new ChainError('chain/rejected', error.message), packageId);
  }
  if (error instanceof ObjectError && error.reason !== 'unknown') {
    return new ChainError('chain/not-found', 'The object does not exist on this network', {
      cause: error,
      details: { objectId: error.objectId },
    });
  }
  if (error instanceof TransactionError) {
    return new ChainError('chain/not-found', 'The transaction is not known to this node', {
      cause: error,
      details: { digest: error.digest },
    });
  }
  const code = rpcCode(error);
  if (code === 'CANCELLED') return new DOMException('Cancelled', 'AbortError');
  if (code === 'NOT_FOUND') return new ChainError('chain/not-found', messageOf(error), { cause: error });
  if (code === undefined || UNREACHABLE.has(code)) {
    return new ChainError('chain/unreachable', 'The Sui node did not answer', {
      cause: error,
      retryable: true,
      details: { reason: messageOf(error) },
    });
  }
  return new ChainError('chain/rejected', messageOf(error), { cause: error, details: { rpcCode: code } });
}

/** Names a failed execution. */
export function explainExecution(
  failure: SuiClientTypes.ExecutionError,
  packageId: string | undefined,
  cause?: unknown,
): ChainError {
  const abort = failure.MoveAbort;
  if (abort) {
    const number = errorNumber(BigInt(abort.abortCode));
    const module = abort.location?.module ?? '';
    const ours = packageId !== undefined && abort.location?.package === packageId;
    const code = ours && number !== undefined ? ABORTS[module]?.[number] : undefined;
    return new ChainError(code ?? 'chain/unknown-abort', abort.cleverError?.value ?? failure.message, {
      cause,
      details: { module, function: abort.location?.functionName, abortCode: abort.abortCode, number },
    });
  }
  return new ChainError('chain/failed', failure.message, { cause, details: { command: failure.command } });
}

/** Protobuf-ts RPC errors carry gRPC's code name. */
function rpcCode(error: unknown): string | undefined {
  return error instanceof Error &&
    error.name === 'RpcError' &&
    'code' in error &&
    typeof error.code === 'string'
    ? error.code
    : undefined;
}

function hasWalletCode(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('wallet/')
  );
}
