/**************************************************************
 * THIS FILE IS GENERATED AND SHOULD NOT BE MANUALLY MODIFIED *
 **************************************************************/


/**
 * A call's price goes from the caller to the author's payout address in this very
 * transaction; nobody else touches it. The caller computed first and commits to
 * what the model answered.
 */

import { type Transaction } from '@mysten/sui/transactions';
import { normalizeMoveArguments, type RawTransactionArgument } from '../utils/index.ts';
export interface PayArguments {
    model: RawTransactionArgument<string>;
    meter: RawTransactionArgument<string>;
    payment: RawTransactionArgument<string>;
    version: RawTransactionArgument<number | bigint>;
    commitments: RawTransactionArgument<Array<Array<number>>>;
}
export interface PayOptions {
    package?: string;
    arguments: PayArguments | [
        model: RawTransactionArgument<string>,
        meter: RawTransactionArgument<string>,
        payment: RawTransactionArgument<string>,
        version: RawTransactionArgument<number | bigint>,
        commitments: RawTransactionArgument<Array<Array<number>>>
    ];
    typeArguments: [
        string
    ];
}
/**
 * Pays for one call per commitment, of one version of one model.
 *
 * `payment` must be exactly `price * commitments.length()`; a price that changed
 * since the quote aborts here. A free model takes a zero coin and is metered all
 * the same.
 *
 * #### Aborts
 *
 * `ENoCommitment`, `ECommitmentLength`, `EWrongAmount`; `hub::EInactive`,
 * `hub::EWrongCoin`, `hub::EUnknownVersion`; `meter::EForeignMeter`,
 * `meter::EWrongShard`.
 */
export function pay(options: PayOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        null,
        'u64',
        'vector<vector<u8>>',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "meter", "payment", "version", "commitments"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'payment',
        function: 'pay',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
        typeArguments: options.typeArguments
    });
}