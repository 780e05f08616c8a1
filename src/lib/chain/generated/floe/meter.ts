/**************************************************************
 * THIS FILE IS GENERATED AND SHOULD NOT BE MANUALLY MODIFIED *
 **************************************************************/


/**
 * Counters nobody can flatter or prune. A model has a small fixed number of meters
 * and a payer always meets the same one, so distinct payers add up exactly over
 * the shards and a popular model never queues on one object.
 */

import { MoveStruct, normalizeMoveArguments, type RawTransactionArgument } from '../utils/index.ts';
import { bcs } from '@mysten/sui/bcs';
import { type Transaction, type TransactionArgument } from '@mysten/sui/transactions';
import * as table from './deps/sui/table.ts';
const $moduleName = '@local-pkg/floe::meter';
export const Meter = new MoveStruct({ name: `${$moduleName}::Meter`, fields: {
        id: bcs.Address,
        model: bcs.Address,
        shard: bcs.u64(),
        shards: bcs.u64(),
        /** Calls and base units from anybody but the payout address. */
        calls: bcs.u64(),
        revenue: bcs.u128(),
        /** Calls and base units the payout address paid to itself. */
        self_calls: bcs.u64(),
        self_revenue: bcs.u128(),
        /** Distinct payers in `stats`. */
        payers: bcs.u64(),
        stats: table.Table
    } });
export const PayerStat = new MoveStruct({ name: `${$moduleName}::PayerStat`, fields: {
        calls: bcs.u64(),
        spent: bcs.u128(),
        first_ms: bcs.u64(),
        last_ms: bcs.u64(),
        /** UTC days with at least one call. */
        active_days: bcs.u64()
    } });
export interface ShardOfArguments {
    payer: RawTransactionArgument<string>;
    shards: RawTransactionArgument<number | bigint>;
}
export interface ShardOfOptions {
    package?: string;
    arguments: ShardOfArguments | [
        payer: RawTransactionArgument<string>,
        shards: RawTransactionArgument<number | bigint>
    ];
}
/**
 * The shard that counts `payer`: the address as a big-endian number, modulo
 * `shards`.
 */
export function shardOf(options: ShardOfOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        'address',
        'u64'
    ] satisfies (string | null)[];
    const parameterNames = ["payer", "shards"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'shard_of',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ModelArguments {
    meter: RawTransactionArgument<string>;
}
export interface ModelOptions {
    package?: string;
    arguments: ModelArguments | [
        meter: RawTransactionArgument<string>
    ];
}
export function model(options: ModelOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'model',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ShardArguments {
    meter: RawTransactionArgument<string>;
}
export interface ShardOptions {
    package?: string;
    arguments: ShardArguments | [
        meter: RawTransactionArgument<string>
    ];
}
export function shard(options: ShardOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'shard',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ShardsArguments {
    meter: RawTransactionArgument<string>;
}
export interface ShardsOptions {
    package?: string;
    arguments: ShardsArguments | [
        meter: RawTransactionArgument<string>
    ];
}
export function shards(options: ShardsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'shards',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface CallsArguments {
    meter: RawTransactionArgument<string>;
}
export interface CallsOptions {
    package?: string;
    arguments: CallsArguments | [
        meter: RawTransactionArgument<string>
    ];
}
export function calls(options: CallsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'calls',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface RevenueArguments {
    meter: RawTransactionArgument<string>;
}
export interface RevenueOptions {
    package?: string;
    arguments: RevenueArguments | [
        meter: RawTransactionArgument<string>
    ];
}
/** Base units of the model's coin, self-payments left out. */
export function revenue(options: RevenueOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'revenue',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SelfCallsArguments {
    meter: RawTransactionArgument<string>;
}
export interface SelfCallsOptions {
    package?: string;
    arguments: SelfCallsArguments | [
        meter: RawTransactionArgument<string>
    ];
}
export function selfCalls(options: SelfCallsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'self_calls',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SelfRevenueArguments {
    meter: RawTransactionArgument<string>;
}
export interface SelfRevenueOptions {
    package?: string;
    arguments: SelfRevenueArguments | [
        meter: RawTransactionArgument<string>
    ];
}
export function selfRevenue(options: SelfRevenueOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'self_revenue',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface PayersArguments {
    meter: RawTransactionArgument<string>;
}
export interface PayersOptions {
    package?: string;
    arguments: PayersArguments | [
        meter: RawTransactionArgument<string>
    ];
}
export function payers(options: PayersOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["meter"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'payers',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface HasPayerArguments {
    meter: RawTransactionArgument<string>;
    payer: RawTransactionArgument<string>;
}
export interface HasPayerOptions {
    package?: string;
    arguments: HasPayerArguments | [
        meter: RawTransactionArgument<string>,
        payer: RawTransactionArgument<string>
    ];
}
/**
 * True once `payer` paid for, or freely made, at least one call that was not a
 * self-payment.
 */
export function hasPayer(options: HasPayerOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        'address'
    ] satisfies (string | null)[];
    const parameterNames = ["meter", "payer"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'has_payer',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface StatArguments {
    meter: RawTransactionArgument<string>;
    payer: RawTransactionArgument<string>;
}
export interface StatOptions {
    package?: string;
    arguments: StatArguments | [
        meter: RawTransactionArgument<string>,
        payer: RawTransactionArgument<string>
    ];
}
/**
 * #### Aborts
 *
 * In `sui::dynamic_field` if `has_payer` is false.
 */
export function stat(options: StatOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        'address'
    ] satisfies (string | null)[];
    const parameterNames = ["meter", "payer"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'stat',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface StatCallsArguments {
    stat: TransactionArgument;
}
export interface StatCallsOptions {
    package?: string;
    arguments: StatCallsArguments | [
        stat: TransactionArgument
    ];
}
export function statCalls(options: StatCallsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["stat"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'stat_calls',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface StatSpentArguments {
    stat: TransactionArgument;
}
export interface StatSpentOptions {
    package?: string;
    arguments: StatSpentArguments | [
        stat: TransactionArgument
    ];
}
export function statSpent(options: StatSpentOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["stat"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'stat_spent',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface StatFirstMsArguments {
    stat: TransactionArgument;
}
export interface StatFirstMsOptions {
    package?: string;
    arguments: StatFirstMsArguments | [
        stat: TransactionArgument
    ];
}
export function statFirstMs(options: StatFirstMsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["stat"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'stat_first_ms',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface StatLastMsArguments {
    stat: TransactionArgument;
}
export interface StatLastMsOptions {
    package?: string;
    arguments: StatLastMsArguments | [
        stat: TransactionArgument
    ];
}
export function statLastMs(options: StatLastMsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["stat"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'stat_last_ms',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface StatActiveDaysArguments {
    stat: TransactionArgument;
}
export interface StatActiveDaysOptions {
    package?: string;
    arguments: StatActiveDaysArguments | [
        stat: TransactionArgument
    ];
}
export function statActiveDays(options: StatActiveDaysOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["stat"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'meter',
        function: 'stat_active_days',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}