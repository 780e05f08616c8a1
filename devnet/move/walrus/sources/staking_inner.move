/// The network's calendar: how long an epoch is, which one it is and since when. Laid out as clients decode it; of pools
/// and stakes there are none.
module walrus::staking_inner;

use sui::{clock::Clock, object_table::{Self, ObjectTable}};
use walrus::{
    committee::{Self, Committee},
    epoch_parameters::EpochParams,
    extended_field::{Self, ExtendedField}
};

#[error(code = 0)]
const EWrongEpochState: vector<u8> = b"The epoch is not over yet";

#[allow(unused_field)]
public enum EpochState has copy, drop, store {
    /// Weight of the nodes that are ready for the new epoch.
    EpochChangeSync(u16),
    /// When the epoch began, in milliseconds.
    EpochChangeDone(u64),
    /// The same, once the next epoch's parameters are known.
    NextParamsSelected(u64),
}

/// Never made: a place's type in `StakingInnerV1`.
#[allow(unused_field)]
public struct StakingPool has key, store {
    id: UID,
}

#[allow(unused_field)]
public struct StakingInnerV1 has store {
    n_shards: u16,
    /// Milliseconds, as are all times here.
    epoch_duration: u64,
    first_epoch_start: u64,
    pools: ObjectTable<ID, StakingPool>,
    epoch: u32,
    active_set: ExtendedField<u64>,
    next_committee: Option<Committee>,
    committee: Committee,
    previous_committee: Committee,
    next_epoch_params: Option<EpochParams>,
    epoch_state: EpochState,
    next_epoch_public_keys: ExtendedField<u64>,
}

/// The first epoch begins now.
public(package) fun new(
    first_epoch: u32,
    epoch_duration: u64,
    n_shards: u16,
    node_id: ID,
    clock: &Clock,
    ctx: &mut TxContext,
): StakingInnerV1 {
    let now = clock.timestamp_ms();
    StakingInnerV1 {
        n_shards,
        epoch_duration,
        first_epoch_start: now,
        pools: object_table::new(ctx),
        epoch: first_epoch,
        active_set: extended_field::new(ctx),
        next_committee: option::none(),
        committee: committee::new_single(node_id, n_shards),
        previous_committee: committee::empty(),
        next_epoch_params: option::none(),
        epoch_state: EpochState::EpochChangeDone(now),
        next_epoch_public_keys: extended_field::new(ctx),
    }
}

public(package) fun epoch(self: &StakingInnerV1): u32 { self.epoch }

/// When the current epoch is over.
public(package) fun epoch_end(self: &StakingInnerV1): u64 {
    self.epoch_start() + self.epoch_duration
}

/// The next epoch begins where this one ends by the calendar, however late the change is made.
///
/// #### Aborts
/// - `EWrongEpochState` before the end.
public(package) fun advance_epoch(self: &mut StakingInnerV1, clock: &Clock) {
    let end = self.epoch_end();
    assert!(clock.timestamp_ms() >= end, EWrongEpochState);
    self.epoch = self.epoch + 1;
    self.previous_committee = self.committee;
    self.epoch_state = EpochState::EpochChangeDone(end);
}

fun epoch_start(self: &StakingInnerV1): u64 {
    match (&self.epoch_state) {
        EpochState::EpochChangeDone(start) => *start,
        EpochState::NextParamsSelected(start) => *start,
        EpochState::EpochChangeSync(_) => abort EWrongEpochState,
    }
}
