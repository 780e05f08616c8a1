/**************************************************************
 * THIS FILE IS GENERATED AND SHOULD NOT BE MANUALLY MODIFIED *
 **************************************************************/


/**
 * What the market says out loud: the typed public record that clients, indexers
 * and receipts read. Only sibling modules can emit.
 */

import { MoveStruct } from '../utils/index.ts';
import { bcs } from '@mysten/sui/bcs';
import * as type_name from './deps/std/type_name.ts';
const $moduleName = '@local-pkg/floe::events';
export const Listed = new MoveStruct({ name: `${$moduleName}::Listed`, fields: {
        model: bcs.Address,
        index: bcs.u64(),
        author: bcs.Address,
        payout: bcs.Address,
        price: bcs.u64(),
        coin: type_name.TypeName,
        name: bcs.string(),
        license: bcs.string(),
        tags: bcs.vector(bcs.string()),
        meters: bcs.vector(bcs.Address),
        at_ms: bcs.u64()
    } });
export const VersionAdded = new MoveStruct({ name: `${$moduleName}::VersionAdded`, fields: {
        model: bcs.Address,
        version: bcs.u64(),
        manifest: bcs.u256(),
        manifest_hash: bcs.vector(bcs.u8()),
        parts: bcs.vector(bcs.u256()),
        bytes: bcs.u64(),
        at_ms: bcs.u64()
    } });
export const PriceChanged = new MoveStruct({ name: `${$moduleName}::PriceChanged`, fields: {
        model: bcs.Address,
        from: bcs.u64(),
        to: bcs.u64(),
        at_ms: bcs.u64()
    } });
export const ActiveChanged = new MoveStruct({ name: `${$moduleName}::ActiveChanged`, fields: {
        model: bcs.Address,
        active: bcs.bool(),
        at_ms: bcs.u64()
    } });
export const PayoutChanged = new MoveStruct({ name: `${$moduleName}::PayoutChanged`, fields: {
        model: bcs.Address,
        from: bcs.Address,
        to: bcs.Address,
        at_ms: bcs.u64()
    } });
export const TextsChanged = new MoveStruct({ name: `${$moduleName}::TextsChanged`, fields: {
        model: bcs.Address,
        name: bcs.string(),
        summary: bcs.string(),
        task: bcs.string(),
        license: bcs.string(),
        tags: bcs.vector(bcs.string()),
        at_ms: bcs.u64()
    } });
export const HandedOver = new MoveStruct({ name: `${$moduleName}::HandedOver`, fields: {
        model: bcs.Address,
        from: bcs.Address,
        to: bcs.Address,
        at_ms: bcs.u64()
    } });
export const Called = new MoveStruct({ name: `${$moduleName}::Called`, fields: {
        model: bcs.Address,
        version: bcs.u64(),
        /** Whose money: the owner of the purse. */
        payer: bcs.Address,
        /** Who signed: the payer, or a key the payer let spend. */
        spender: bcs.Address,
        payout: bcs.Address,
        /** Base units of `coin` for this one call. */
        price: bcs.u64(),
        coin: type_name.TypeName,
        /** SHA-256 commitment to model, input and output; opened off chain by the receipt. */
        commitment: bcs.vector(bcs.u8()),
        /**
         * Which meter counted it, and its place there, from 1: (model, shard, sequence) is
         * unique.
         */
        shard: bcs.u64(),
        sequence: bcs.u64(),
        /** Payer or spender is the payout address. */
        is_self: bcs.bool(),
        at_ms: bcs.u64()
    } });
export const CallOpened = new MoveStruct({ name: `${$moduleName}::CallOpened`, fields: {
        model: bcs.Address,
        shard: bcs.u64(),
        sequence: bcs.u64(),
        /** The `OpenCall` that its output can be bound with. */
        call: bcs.Address
    } });
export const OutputBound = new MoveStruct({ name: `${$moduleName}::OutputBound`, fields: {
        model: bcs.Address,
        version: bcs.u64(),
        payer: bcs.Address,
        spender: bcs.Address,
        /** What was paid for: the commitment in `Called`. */
        paid: bcs.vector(bcs.u8()),
        /**
         * SHA-256 commitment to that one and to the output; opened off chain by the
         * receipt.
         */
        commitment: bcs.vector(bcs.u8()),
        shard: bcs.u64(),
        sequence: bcs.u64(),
        at_ms: bcs.u64()
    } });