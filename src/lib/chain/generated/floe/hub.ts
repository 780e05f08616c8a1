/**************************************************************
 * THIS FILE IS GENERATED AND SHOULD NOT BE MANUALLY MODIFIED *
 **************************************************************/


/**
 * The public index of models and everything their authors control. No admin, no
 * fee, no pause switch: the hub object is touched only when a model is listed,
 * never by a call.
 */

import { MoveStruct, MoveTuple, normalizeMoveArguments, type RawTransactionArgument } from '../utils/index.ts';
import { bcs } from '@mysten/sui/bcs';
import { type Transaction, type TransactionArgument } from '@mysten/sui/transactions';
import * as table from './deps/sui/table.ts';
import * as type_name from './deps/std/type_name.ts';
const $moduleName = '@local-pkg/floe::hub';
export const Hub = new MoveStruct({ name: `${$moduleName}::Hub`, fields: {
        id: bcs.Address,
        count: bcs.u64(),
        models: table.Table
    } });
export const Model = new MoveStruct({ name: `${$moduleName}::Model`, fields: {
        id: bcs.Address,
        index: bcs.u64(),
        /** Who holds, or was last handed, the cap through this module. */
        author: bcs.Address,
        /** Where the price of a call goes. */
        payout: bcs.Address,
        /** Base units of `coin` per call; 0 is free. */
        price: bcs.u64(),
        coin: type_name.TypeName,
        active: bcs.bool(),
        /** Number of the newest version, from 1. */
        head: bcs.u64(),
        name: bcs.string(),
        summary: bcs.string(),
        /** Pipeline name as the field uses it, e.g. `image-classification`. */
        task: bcs.string(),
        /** `onnx`, `tfjs`, ... */
        runtime: bcs.string(),
        /** SPDX identifier or a short name, as the author claims it; may be empty. */
        license: bcs.string(),
        /** Short words to be found by, none twice. */
        tags: bcs.vector(bcs.string()),
        /** The head version's weights are encrypted. */
        sealed: bcs.bool(),
        /** Bytes of the head version's pack. */
        bytes: bcs.u64(),
        meters: bcs.vector(bcs.Address),
        listed_ms: bcs.u64()
    } });
export const AuthorCap = new MoveStruct({ name: `${$moduleName}::AuthorCap`, fields: {
        id: bcs.Address,
        model: bcs.Address
    } });
export const VersionKey = new MoveTuple({ name: `${$moduleName}::VersionKey`, fields: [bcs.u64()] });
export const Version = new MoveStruct({ name: `${$moduleName}::Version`, fields: {
        /** Walrus blob ID of the manifest, and SHA-256 of its bytes. */
        manifest: bcs.u256(),
        manifest_hash: bcs.vector(bcs.u8()),
        /** Walrus blob IDs of the pack's parts, in order. */
        parts: bcs.vector(bcs.u256()),
        /** Bytes of all parts. */
        bytes: bcs.u64(),
        /** Seal-encrypted data key; none for open weights. */
        sealed_key: bcs.option(bcs.vector(bcs.u8())),
        created_ms: bcs.u64()
    } });
export interface NewVersionArguments {
    manifest: RawTransactionArgument<number | bigint>;
    manifestHash: RawTransactionArgument<Array<number>>;
    parts: RawTransactionArgument<Array<number | bigint>>;
    bytes: RawTransactionArgument<number | bigint>;
    sealedKey: RawTransactionArgument<Array<number> | null>;
}
export interface NewVersionOptions {
    package?: string;
    arguments: NewVersionArguments | [
        manifest: RawTransactionArgument<number | bigint>,
        manifestHash: RawTransactionArgument<Array<number>>,
        parts: RawTransactionArgument<Array<number | bigint>>,
        bytes: RawTransactionArgument<number | bigint>,
        sealedKey: RawTransactionArgument<Array<number> | null>
    ];
}
/**
 * Describes a version. It becomes real through `list` or `add_version`, which
 * stamp the time.
 *
 * #### Aborts
 *
 * `EHashLength`, `ENoParts`, `ESealedKeyLength`.
 */
export function newVersion(options: NewVersionOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        'u256',
        'vector<u8>',
        'vector<u256>',
        'u64',
        '0x1::option::Option<vector<u8>>'
    ] satisfies (string | null)[];
    const parameterNames = ["manifest", "manifestHash", "parts", "bytes", "sealedKey"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'new_version',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ListArguments {
    hub: RawTransactionArgument<string>;
    version: TransactionArgument;
    name: RawTransactionArgument<string>;
    summary: RawTransactionArgument<string>;
    task: RawTransactionArgument<string>;
    runtime: RawTransactionArgument<string>;
    license: RawTransactionArgument<string>;
    tags: RawTransactionArgument<Array<string>>;
    price: RawTransactionArgument<number | bigint>;
    shards: RawTransactionArgument<number | bigint>;
}
export interface ListOptions {
    package?: string;
    arguments: ListArguments | [
        hub: RawTransactionArgument<string>,
        version: TransactionArgument,
        name: RawTransactionArgument<string>,
        summary: RawTransactionArgument<string>,
        task: RawTransactionArgument<string>,
        runtime: RawTransactionArgument<string>,
        license: RawTransactionArgument<string>,
        tags: RawTransactionArgument<Array<string>>,
        price: RawTransactionArgument<number | bigint>,
        shards: RawTransactionArgument<number | bigint>
    ];
    typeArguments: [
        string
    ];
}
/**
 * Lists a model with its first version, priced in `C`, paid out to the sender.
 * Shares the `Model` and its meters; the caller decides where the cap goes.
 *
 * #### Aborts
 *
 * `ETextLength`, `ETags`; `meter::EShards`.
 */
export function list(options: ListOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        '0x1::string::String',
        '0x1::string::String',
        '0x1::string::String',
        '0x1::string::String',
        '0x1::string::String',
        'vector<0x1::string::String>',
        'u64',
        'u64',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["hub", "version", "name", "summary", "task", "runtime", "license", "tags", "price", "shards"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'list',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
        typeArguments: options.typeArguments
    });
}
export interface AddVersionArguments {
    model: RawTransactionArgument<string>;
    cap: RawTransactionArgument<string>;
    version: TransactionArgument;
}
export interface AddVersionOptions {
    package?: string;
    arguments: AddVersionArguments | [
        model: RawTransactionArgument<string>,
        cap: RawTransactionArgument<string>,
        version: TransactionArgument
    ];
}
/**
 * #### Aborts
 *
 * `EForeignCap`.
 */
export function addVersion(options: AddVersionOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        null,
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "cap", "version"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'add_version',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SetPriceArguments {
    model: RawTransactionArgument<string>;
    cap: RawTransactionArgument<string>;
    price: RawTransactionArgument<number | bigint>;
}
export interface SetPriceOptions {
    package?: string;
    arguments: SetPriceArguments | [
        model: RawTransactionArgument<string>,
        cap: RawTransactionArgument<string>,
        price: RawTransactionArgument<number | bigint>
    ];
}
/**
 * Sets the price in base units per call; 0 makes the model free.
 *
 * #### Aborts
 *
 * `EForeignCap`.
 */
export function setPrice(options: SetPriceOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        'u64',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "cap", "price"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'set_price',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SetActiveArguments {
    model: RawTransactionArgument<string>;
    cap: RawTransactionArgument<string>;
    active: RawTransactionArgument<boolean>;
}
export interface SetActiveOptions {
    package?: string;
    arguments: SetActiveArguments | [
        model: RawTransactionArgument<string>,
        cap: RawTransactionArgument<string>,
        active: RawTransactionArgument<boolean>
    ];
}
/**
 * An inactive model refuses calls and stays listed.
 *
 * #### Aborts
 *
 * `EForeignCap`.
 */
export function setActive(options: SetActiveOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        'bool',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "cap", "active"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'set_active',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SetPayoutArguments {
    model: RawTransactionArgument<string>;
    cap: RawTransactionArgument<string>;
    payout: RawTransactionArgument<string>;
}
export interface SetPayoutOptions {
    package?: string;
    arguments: SetPayoutArguments | [
        model: RawTransactionArgument<string>,
        cap: RawTransactionArgument<string>,
        payout: RawTransactionArgument<string>
    ];
}
/**
 * #### Aborts
 *
 * `EForeignCap`.
 */
export function setPayout(options: SetPayoutOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        'address',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "cap", "payout"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'set_payout',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SetTextsArguments {
    model: RawTransactionArgument<string>;
    cap: RawTransactionArgument<string>;
    name: RawTransactionArgument<string>;
    summary: RawTransactionArgument<string>;
    task: RawTransactionArgument<string>;
    license: RawTransactionArgument<string>;
    tags: RawTransactionArgument<Array<string>>;
}
export interface SetTextsOptions {
    package?: string;
    arguments: SetTextsArguments | [
        model: RawTransactionArgument<string>,
        cap: RawTransactionArgument<string>,
        name: RawTransactionArgument<string>,
        summary: RawTransactionArgument<string>,
        task: RawTransactionArgument<string>,
        license: RawTransactionArgument<string>,
        tags: RawTransactionArgument<Array<string>>
    ];
}
/**
 * #### Aborts
 *
 * `EForeignCap`, `ETextLength`, `ETags`.
 */
export function setTexts(options: SetTextsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        '0x1::string::String',
        '0x1::string::String',
        '0x1::string::String',
        '0x1::string::String',
        'vector<0x1::string::String>',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "cap", "name", "summary", "task", "license", "tags"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'set_texts',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface HandOverArguments {
    model: RawTransactionArgument<string>;
    cap: RawTransactionArgument<string>;
    to: RawTransactionArgument<string>;
}
export interface HandOverOptions {
    package?: string;
    arguments: HandOverArguments | [
        model: RawTransactionArgument<string>,
        cap: RawTransactionArgument<string>,
        to: RawTransactionArgument<string>
    ];
}
/**
 * Gives the model away: the cap and the payout go to `to`. (The cap has `store`,
 * so it can also be moved by other means; then the new holder sets author and
 * payout by handing it over to themselves.)
 *
 * #### Aborts
 *
 * `EForeignCap`.
 */
export function handOver(options: HandOverOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        null,
        'address',
        '0x2::clock::Clock'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "cap", "to"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'hand_over',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface CountArguments {
    hub: RawTransactionArgument<string>;
}
export interface CountOptions {
    package?: string;
    arguments: CountArguments | [
        hub: RawTransactionArgument<string>
    ];
}
export function count(options: CountOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["hub"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'count',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ModelAtArguments {
    hub: RawTransactionArgument<string>;
    index: RawTransactionArgument<number | bigint>;
}
export interface ModelAtOptions {
    package?: string;
    arguments: ModelAtArguments | [
        hub: RawTransactionArgument<string>,
        index: RawTransactionArgument<number | bigint>
    ];
}
/**
 * #### Aborts
 *
 * In `sui::dynamic_field` unless `index < count`.
 */
export function modelAt(options: ModelAtOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        'u64'
    ] satisfies (string | null)[];
    const parameterNames = ["hub", "index"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'model_at',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface CapModelArguments {
    cap: RawTransactionArgument<string>;
}
export interface CapModelOptions {
    package?: string;
    arguments: CapModelArguments | [
        cap: RawTransactionArgument<string>
    ];
}
export function capModel(options: CapModelOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["cap"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'cap_model',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface AuthorArguments {
    model: RawTransactionArgument<string>;
}
export interface AuthorOptions {
    package?: string;
    arguments: AuthorArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function author(options: AuthorOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'author',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface PayoutArguments {
    model: RawTransactionArgument<string>;
}
export interface PayoutOptions {
    package?: string;
    arguments: PayoutArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function payout(options: PayoutOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'payout',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface PriceArguments {
    model: RawTransactionArgument<string>;
}
export interface PriceOptions {
    package?: string;
    arguments: PriceArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function price(options: PriceOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'price',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface CoinArguments {
    model: RawTransactionArgument<string>;
}
export interface CoinOptions {
    package?: string;
    arguments: CoinArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function coin(options: CoinOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'coin',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface IsActiveArguments {
    model: RawTransactionArgument<string>;
}
export interface IsActiveOptions {
    package?: string;
    arguments: IsActiveArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function isActive(options: IsActiveOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'is_active',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface HeadArguments {
    model: RawTransactionArgument<string>;
}
export interface HeadOptions {
    package?: string;
    arguments: HeadArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function head(options: HeadOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'head',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface NameArguments {
    model: RawTransactionArgument<string>;
}
export interface NameOptions {
    package?: string;
    arguments: NameArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function name(options: NameOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'name',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SummaryArguments {
    model: RawTransactionArgument<string>;
}
export interface SummaryOptions {
    package?: string;
    arguments: SummaryArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function summary(options: SummaryOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'summary',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface TaskArguments {
    model: RawTransactionArgument<string>;
}
export interface TaskOptions {
    package?: string;
    arguments: TaskArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function task(options: TaskOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'task',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface RuntimeArguments {
    model: RawTransactionArgument<string>;
}
export interface RuntimeOptions {
    package?: string;
    arguments: RuntimeArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function runtime(options: RuntimeOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'runtime',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface LicenseArguments {
    model: RawTransactionArgument<string>;
}
export interface LicenseOptions {
    package?: string;
    arguments: LicenseArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function license(options: LicenseOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'license',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface TagsArguments {
    model: RawTransactionArgument<string>;
}
export interface TagsOptions {
    package?: string;
    arguments: TagsArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function tags(options: TagsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'tags',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface IsSealedArguments {
    model: RawTransactionArgument<string>;
}
export interface IsSealedOptions {
    package?: string;
    arguments: IsSealedArguments | [
        model: RawTransactionArgument<string>
    ];
}
/** True if the head version has a sealed data key. */
export function isSealed(options: IsSealedOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'is_sealed',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface BytesArguments {
    model: RawTransactionArgument<string>;
}
export interface BytesOptions {
    package?: string;
    arguments: BytesArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function bytes(options: BytesOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'bytes',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface MetersArguments {
    model: RawTransactionArgument<string>;
}
export interface MetersOptions {
    package?: string;
    arguments: MetersArguments | [
        model: RawTransactionArgument<string>
    ];
}
export function meters(options: MetersOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["model"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'meters',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface VersionArguments {
    model: RawTransactionArgument<string>;
    number: RawTransactionArgument<number | bigint>;
}
export interface VersionOptions {
    package?: string;
    arguments: VersionArguments | [
        model: RawTransactionArgument<string>,
        number: RawTransactionArgument<number | bigint>
    ];
}
/**
 * #### Aborts
 *
 * `EUnknownVersion`.
 */
export function version(options: VersionOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null,
        'u64'
    ] satisfies (string | null)[];
    const parameterNames = ["model", "number"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'version',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ManifestArguments {
    version: TransactionArgument;
}
export interface ManifestOptions {
    package?: string;
    arguments: ManifestArguments | [
        version: TransactionArgument
    ];
}
export function manifest(options: ManifestOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["version"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'manifest',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface ManifestHashArguments {
    version: TransactionArgument;
}
export interface ManifestHashOptions {
    package?: string;
    arguments: ManifestHashArguments | [
        version: TransactionArgument
    ];
}
export function manifestHash(options: ManifestHashOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["version"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'manifest_hash',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface PartsArguments {
    version: TransactionArgument;
}
export interface PartsOptions {
    package?: string;
    arguments: PartsArguments | [
        version: TransactionArgument
    ];
}
export function parts(options: PartsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["version"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'parts',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface VersionBytesArguments {
    version: TransactionArgument;
}
export interface VersionBytesOptions {
    package?: string;
    arguments: VersionBytesArguments | [
        version: TransactionArgument
    ];
}
export function versionBytes(options: VersionBytesOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["version"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'version_bytes',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface SealedKeyArguments {
    version: TransactionArgument;
}
export interface SealedKeyOptions {
    package?: string;
    arguments: SealedKeyArguments | [
        version: TransactionArgument
    ];
}
export function sealedKey(options: SealedKeyOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["version"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'sealed_key',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}
export interface CreatedMsArguments {
    version: TransactionArgument;
}
export interface CreatedMsOptions {
    package?: string;
    arguments: CreatedMsArguments | [
        version: TransactionArgument
    ];
}
export function createdMs(options: CreatedMsOptions) {
    const packageAddress = options.package ?? '@local-pkg/floe';
    const argumentsTypes = [
        null
    ] satisfies (string | null)[];
    const parameterNames = ["version"];
    return (tx: Transaction) => tx.moveCall({
        package: packageAddress,
        module: 'hub',
        function: 'created_ms',
        arguments: normalizeMoveArguments(options.arguments, argumentsTypes, parameterNames),
    });
}