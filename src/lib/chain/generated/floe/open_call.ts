/**************************************************************
 * THIS FILE IS GENERATED AND SHOULD NOT BE MANUALLY MODIFIED *
 **************************************************************/


/**
 * Calls that are paid before they run: an answer that is read while it is made
 * cannot be held back until it is paid. The payment commits to the input; the
 * output is bound afterwards, or never: the call stays paid either way.
 */

import { MoveStruct, normalizeMoveArguments, type RawTransactionArgument } from '../utils/index.ts';
import { bcs } from '@mysten/sui/bcs';
import { type Transaction } from '@mysten/sui/transactions';
const $moduleName = '@local-pkg/floe::open_call';
export const OpenCall = new MoveStruct({ name: `${$moduleName}::OpenCall`, fields: {
        id: bcs.Address,
        model: bcs.Address,
        version: bcs.u64(),
        /** Whose money, and who signed, as in `Called`. */
        payer: bcs.Address,
        spender: bcs.Address,
        /** What was paid for: commits to the input. */
        commitment: bcs.vector(bcs.u8()),
        /** Its place on the payer's meter. */
        shard: bcs.u64(),
        sequence: bcs.u64()
    } });
export interface PayFirstArguments {
    model: RawTransactionArgument<string>;
    meter: RawTransactionArgument<string>;
    payment: RawTransactionArgument<string>;
    version: RawTransactionArgument<number | bigint>;
    commitment: RawTransactionArgument<Array<number>>;
}
export interface PayFirstOptions {
    package?: string;
    arguments: PayFirstArguments | [
        model: RawTransactionArgument<string>,
        meter: RawTransactionArgument<string>,
        payment: RawTransactionArgument<string>,
        version: RawTransactionArgument<number | bigint>,
        commitment: RawTransactionArgument<Array<number>>
    ];
    typeArguments: [
        string
    ];
}
/**
 * Pays for one call of one version of one model before it runs, as `payment::pay`
 * does after: the same price, meter and `Called` event. `CallOpened` tells it
 * apart. The sender gets the `OpenCall`.
 *
 * #### Aborts
 *
 * As `payment::pay`.
 */
export function payFirst(options: PayFirstOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        null,
        'u64',
        'vector<u8>',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "meter", "payment", "version", "commitment"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'pay_first',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
        typeArguments: options.typeArguments
    });
}
export interface BindOutputArguments {
    call: RawTransactionArgument<string>;
    commitment: RawTransactionArgument<Array<number>>;
}
export interface BindOutputOptions {
    package?: string;
    arguments: BindOutputArguments | [
        call: RawTransactionArgument<string>,
        commitment: RawTransactionArgument<Array<number>>
    ];
}
/**
 * Binds what the model answered to the call, once: takes the call apart and gives
 * its storage back. A sentence that was stopped half-way is bound as it is.
 *
 * #### Aborts
 *
 * `payment::ECommitmentLength`.
 */
export function bindOutput(options: BindOutputOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        'vector<u8>',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["call", "commitment"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'bind_output',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface GiveUpArguments {
    call: RawTransactionArgument<string>;
}
export interface GiveUpOptions {
    package?: string;
    arguments: GiveUpArguments | [
        call: RawTransactionArgument<string>
    ];
}
/**
 * Gives the storage of a call back whose output nobody will bind any more. It
 * stays paid and unbound.
 */
export function giveUp(options: GiveUpOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'give_up',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ModelArguments {
    call: RawTransactionArgument<string>;
}
export interface ModelOptions {
    package?: string;
    arguments: ModelArguments | [
        call: RawTransactionArgument<string>
    ];
}
export function model(options: ModelOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'model',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface VersionArguments {
    call: RawTransactionArgument<string>;
}
export interface VersionOptions {
    package?: string;
    arguments: VersionArguments | [
        call: RawTransactionArgument<string>
    ];
}
export function version(options: VersionOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'version',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface PayerArguments {
    call: RawTransactionArgument<string>;
}
export interface PayerOptions {
    package?: string;
    arguments: PayerArguments | [
        call: RawTransactionArgument<string>
    ];
}
export function payer(options: PayerOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'payer',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SpenderArguments {
    call: RawTransactionArgument<string>;
}
export interface SpenderOptions {
    package?: string;
    arguments: SpenderArguments | [
        call: RawTransactionArgument<string>
    ];
}
export function spender(options: SpenderOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'spender',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface CommitmentArguments {
    call: RawTransactionArgument<string>;
}
export interface CommitmentOptions {
    package?: string;
    arguments: CommitmentArguments | [
        call: RawTransactionArgument<string>
    ];
}
export function commitment(options: CommitmentOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'commitment',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ShardArguments {
    call: RawTransactionArgument<string>;
}
export interface ShardOptions {
    package?: string;
    arguments: ShardArguments | [
        call: RawTransactionArgument<string>
    ];
}
export function shard(options: ShardOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'shard',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SequenceArguments {
    call: RawTransactionArgument<string>;
}
export interface SequenceOptions {
    package?: string;
    arguments: SequenceArguments | [
        call: RawTransactionArgument<string>
    ];
}
export function sequence(options: SequenceOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["call"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'open_call',
        function: 'sequence',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}