/// Counters nobody can flatter or prune. A model has a small fixed number of meters and a payer always meets the
/// same one, so distinct payers add up exactly over the shards and a popular model never queues on one object.
module floe::meter;

use sui::table::{Self, Table};

#[error(code = 20)]
const EShards: vector<u8> = b"A model has between 1 and 16 meters";
#[error(code = 21)]
const EForeignMeter: vector<u8> = b"This meter belongs to another model";
#[error(code = 22)]
const EWrongShard: vector<u8> = b"This payer is counted on another meter of the model";

const MAX_SHARDS: u64 = 16;
const MS_PER_DAY: u64 = 86_400_000;

/// One shard of a model's lifetime counters. Shared; written by every paid call.
public struct Meter has key {
    id: UID,
    model: ID,
    shard: u64,
    shards: u64,
    /// Calls and base units from anybody but the payout address.
    calls: u64,
    revenue: u128,
    /// Calls and base units the payout address paid to itself.
    self_calls: u64,
    self_revenue: u128,
    /// Distinct payers in `stats`.
    payers: u64,
    stats: Table<address, PayerStat>,
}

/// What one payer did on one model, self-payments left out.
public struct PayerStat has copy, drop, store {
    calls: u64,
    spent: u128,
    first_ms: u64,
    last_ms: u64,
    /// UTC days with at least one call.
    active_days: u64,
}

/// Creates and shares the meters of `model`; their IDs are in shard order.
///
/// #### Aborts
/// `EShards` unless 1 <= shards <= 16.
public(package) fun share_all(model: ID, shards: u64, ctx: &mut TxContext): vector<ID> {
    assert!(shards > 0 && shards <= MAX_SHARDS, EShards);
    let mut ids = vector[];
    let mut shard = 0;
    while (shard < shards) {
        let meter = Meter {
            id: object::new(ctx),
            model,
            shard,
            shards,
            calls: 0,
            revenue: 0,
            self_calls: 0,
            self_revenue: 0,
            payers: 0,
            stats: table::new(ctx),
        };
        ids.push_back(object::id(&meter));
        transfer::share_object(meter);
        shard = shard + 1;
    };
    ids
}

/// Counts one call and gives its sequence number on this meter, from 1.
public(package) fun record(
    meter: &mut Meter,
    payer: address,
    price: u64,
    is_self: bool,
    now_ms: u64,
): u64 {
    if (is_self) {
        meter.self_calls = meter.self_calls + 1;
        meter.self_revenue = meter.self_revenue + (price as u128);
    } else {
        meter.calls = meter.calls + 1;
        meter.revenue = meter.revenue + (price as u128);
        meter.record_payer(payer, price, now_ms);
    };
    meter.calls + meter.self_calls
}

/// #### Aborts
/// `EForeignMeter` if the meter counts another model; `EWrongShard` if `payer` belongs on another shard.
public(package) fun assert_counts(meter: &Meter, model: ID, payer: address) {
    assert!(meter.model == model, EForeignMeter);
    assert!(meter.shard == shard_of(payer, meter.shards), EWrongShard);
}

fun record_payer(meter: &mut Meter, payer: address, price: u64, now_ms: u64) {
    if (!meter.stats.contains(payer)) {
        meter.payers = meter.payers + 1;
        let stat = PayerStat {
            calls: 1,
            spent: price as u128,
            first_ms: now_ms,
            last_ms: now_ms,
            active_days: 1,
        };
        meter.stats.add(payer, stat);
        return
    };
    let stat = meter.stats.borrow_mut(payer);
    if (now_ms / MS_PER_DAY > stat.last_ms / MS_PER_DAY) stat.active_days = stat.active_days + 1;
    stat.calls = stat.calls + 1;
    stat.spent = stat.spent + (price as u128);
    stat.last_ms = now_ms;
}

/// The shard that counts `payer`: the address as a big-endian number, modulo `shards`.
public fun shard_of(payer: address, shards: u64): u64 {
    (payer.to_u256() % (shards as u256)) as u64
}

public fun model(meter: &Meter): ID { meter.model }

public fun shard(meter: &Meter): u64 { meter.shard }

public fun shards(meter: &Meter): u64 { meter.shards }

public fun calls(meter: &Meter): u64 { meter.calls }

/// Base units of the model's coin, self-payments left out.
public fun revenue(meter: &Meter): u128 { meter.revenue }

public fun self_calls(meter: &Meter): u64 { meter.self_calls }

public fun self_revenue(meter: &Meter): u128 { meter.self_revenue }

public fun payers(meter: &Meter): u64 { meter.payers }

/// True once `payer` paid for, or freely made, at least one call that was not a self-payment.
public fun has_payer(meter: &Meter, payer: address): bool { meter.stats.contains(payer) }

/// #### Aborts
/// In `sui::dynamic_field` if `has_payer` is false.
public fun stat(meter: &Meter, payer: address): PayerStat { *meter.stats.borrow(payer) }

public fun stat_calls(stat: &PayerStat): u64 { stat.calls }

public fun stat_spent(stat: &PayerStat): u128 { stat.spent }

public fun stat_first_ms(stat: &PayerStat): u64 { stat.first_ms }

public fun stat_last_ms(stat: &PayerStat): u64 { stat.last_ms }

public fun stat_active_days(stat: &PayerStat): u64 { stat.active_days }
