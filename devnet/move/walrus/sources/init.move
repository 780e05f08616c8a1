/// Sets the network up, once: whoever publishes the package gets the right to.
module walrus::init;

use sui::{clock::Clock, package::{Self, UpgradeCap}};
use walrus::{
    bls_aggregate,
    staking,
    staking_inner,
    system::{Self, OperatorCap},
    system_state_inner
};

const FIRST_EPOCH: u32 = 1;

public struct InitCap has key, store {
    id: UID,
}

fun init(ctx: &mut TxContext) {
    transfer::transfer(InitCap { id: object::new(ctx) }, ctx.sender());
}

/// Creates the shared System and Staking objects with a committee of one storage node; the first epoch begins now.
///
/// #### Aborts
/// - in `bls_aggregate` for keys of a wrong length.
public fun initialize_walrus(
    cap: InitCap,
    upgrade_cap: &UpgradeCap,
    n_shards: u16,
    public_key: vector<u8>,
    public_key_uncompressed: vector<u8>,
    total_capacity_size: u64,
    storage_price_per_unit_size: u64,
    write_price_per_unit_size: u64,
    max_epochs_ahead: u32,
    epoch_duration_ms: u64,
    clock: &Clock,
    ctx: &mut TxContext,
): OperatorCap {
    let InitCap { id } = cap;
    id.delete();
    let package_id = package::upgrade_package(upgrade_cap);
    let node_id = object::id_from_address(ctx.fresh_object_address());
    let committee = bls_aggregate::new_single(
        FIRST_EPOCH,
        n_shards,
        node_id,
        public_key,
        public_key_uncompressed,
    );
    let inner = system_state_inner::new(
        committee,
        total_capacity_size,
        storage_price_per_unit_size,
        write_price_per_unit_size,
        max_epochs_ahead,
        ctx,
    );
    let calendar = staking_inner::new(
        FIRST_EPOCH,
        epoch_duration_ms,
        n_shards,
        node_id,
        clock,
        ctx,
    );
    staking::create(package_id, calendar, ctx);
    system::create(package_id, inner, ctx)
}
