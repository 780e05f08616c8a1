// The full node's wire: every service of sui.rpc.v2 over one ledger, as a gRPC-web handler.
//   const rpc = createRpc(ledger);  rpc(request) -> Response, or undefined when the path is no service's
import type { Ledger } from '../chain/types.ts';
import { createDispatcher } from './dispatch.ts';
import { createExecutionService } from './services/execution.ts';
import { createLedgerService } from './services/ledger.ts';
import { createNameRegistry, createNameService, type NameRegistry } from './services/name.ts';
import { createPackageService } from './services/package.ts';
import { createSignatureService } from './services/signature.ts';
import { createStateService } from './services/state.ts';
import { createSubscriptionService } from './services/subscription.ts';

export interface RpcOptions {
  /** Transactions one history call may look at before it ends with SCAN_LIMIT. */
  scanLimit?: number;
  /** SuiNS names; none where absent. */
  names?: NameRegistry;
}

export function createRpc(
  ledger: Ledger,
  { scanLimit = 100_000, names = createNameRegistry() }: RpcOptions = {},
): (request: Request) => Promise<Response | undefined> {
  return createDispatcher([
    createLedgerService(ledger, { scanLimit }),
    createStateService(ledger),
    createExecutionService(ledger),
    createPackageService(ledger),
    createSubscriptionService(ledger),
    createNameService(names),
    createSignatureService(),
  ]);
}
