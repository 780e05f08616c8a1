// sui.rpc.v2.TransactionExecutionService: runs transactions, for good or to see what they would do.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { TransactionDataBuilder, type Argument, type TransactionData } from '@mysten/sui/transactions';
import type { ExecutedTransaction, Ledger } from '../../chain/types.ts';
import { formatType } from '../../vm/move-type.ts';
import type { Service } from '../dispatch.ts';
import { writeExecuted } from '../executed.ts';
import { toProtoValue } from '../json.ts';
import { parseMask } from '../mask.ts';
import { readSignature } from '../signature-bytes.ts';
import { readTransaction } from '../transaction-in.ts';
import { writeArgument } from '../transaction-out.ts';

/** Sui's limit on a gas budget, in MIST: what a simulation without a budget may spend. */
const MAX_BUDGET = 50_000_000_000n;

type Output = NonNullable<ExecutedTransaction['outputs']>[number]['returned'][number];

export function createExecutionService(ledger: Ledger): Service {
  return {
    type: G.TransactionExecutionService,
    methods: {
      async ExecuteTransaction(request: G.ExecuteTransactionRequest): Promise<G.ExecuteTransactionResponse> {
        const mask = parseMask(request.readMask, 'effects.status,checkpoint');
        const bytes = request.transaction?.bcs?.value ?? build(readTransaction(request.transaction));
        const executed = await ledger.execute(bytes, request.signatures.map(readSignature));
        return { transaction: await writeExecuted(executed, mask, ledger) };
      },

      async SimulateTransaction(
        request: G.SimulateTransactionRequest,
      ): Promise<G.SimulateTransactionResponse> {
        const mask = parseMask(request.readMask, '*');
        const checks = request.checks !== G.SimulateTransactionRequest_TransactionChecks.DISABLED;
        const data = readTransaction(request.transaction);
        const selectsGas = checks && request.doGasSelection === true;
        const bytes = selectsGas ? await resolveWithGas(data) : await resolveWithoutGas(data);
        const simulated = await ledger.simulate(bytes, { checks });
        return {
          transaction: await writeExecuted(simulated, mask.sub('transaction'), ledger),
          commandOutputs: mask.has('command_outputs') ? (simulated.outputs ?? []).map(writeOutputs) : [],
        };
      },
    },
  };

  async function resolveWithGas(data: TransactionData): Promise<Uint8Array> {
    const resolved = await ledger.resolve(data);
    return resolved.bytes ?? build(resolved.data);
  }

  /** What gas the client left open is filled in to run, not to pay: the ledger lends a coin to a simulation. */
  async function resolveWithoutGas(data: TransactionData): Promise<Uint8Array> {
    const resolved = await ledger.resolve(data, { gas: false });
    const { budget, price, owner, payment } = resolved.data.gasData;
    return build({
      ...resolved.data,
      gasData: {
        budget: budget ?? String(MAX_BUDGET),
        price: price ?? String(ledger.referenceGasPrice),
        owner: owner ?? resolved.data.sender ?? null,
        payment: payment ?? [],
      },
      expiration: resolved.data.expiration ?? { $kind: 'None', None: true },
    });
  }

  function writeOutputs({
    returned,
    mutated,
  }: NonNullable<ExecutedTransaction['outputs']>[number]): G.CommandResult {
    return {
      returnValues: returned.map(writeOutput),
      mutatedByRef: mutated.map(({ argument, ...value }) => ({
        ...writeOutput(value),
        argument: writeArgument(argument as Argument),
      })),
    };
  }

  function writeOutput({ type, bytes }: Output): G.CommandOutput {
    const { vm } = ledger;
    const json = toProtoValue(vm.toJson(type, vm.deserialize(type, bytes)));
    return { value: { name: formatType(type), value: bytes }, json };
  }
}

function build(data: TransactionData): Uint8Array {
  return TransactionDataBuilder.restore(data).build();
}
