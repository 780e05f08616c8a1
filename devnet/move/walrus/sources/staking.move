/// The object clients know as the staking pool. This network has one storage node and nothing to stake on; clients
/// read the calendar from its state, and the type of WAL from the signature of `stake_with_pool`.
module walrus::staking;

use sui::{balance::Balance, clock::Clock, coin::Coin, dynamic_field};
use walrus::{staking_inner::StakingInnerV1, system::OperatorCap, wal::WAL};

const VERSION: u64 = 1;

#[error(code = 0)]
const EStakingNotOffered: vector<u8> = b"This network has one storage node and no staking";

/// The state is a dynamic field under `version`.
public struct Staking has key {
    id: UID,
    version: u64,
    package_id: ID,
    new_package_id: Option<ID>,
}

#[allow(unused_field)]
public struct StakedWal has key, store {
    id: UID,
    node_id: ID,
    principal: Balance<WAL>,
}

/// #### Aborts
/// - `EStakingNotOffered`, always.
public fun stake_with_pool(
    _self: &mut Staking,
    _to_stake: Coin<WAL>,
    _node_id: ID,
    _ctx: &mut TxContext,
): StakedWal {
    abort EStakingNotOffered
}

/// Begins the next epoch in the calendar; `system::advance_epoch` does the rest.
///
/// #### Aborts
/// - in `staking_inner` while the epoch is not over.
public fun advance_epoch(self: &mut Staking, _: &OperatorCap, clock: &Clock) {
    let inner: &mut StakingInnerV1 = dynamic_field::borrow_mut(&mut self.id, self.version);
    inner.advance_epoch(clock);
}

public(package) fun create(package_id: ID, inner: StakingInnerV1, ctx: &mut TxContext) {
    let mut id = object::new(ctx);
    dynamic_field::add(&mut id, VERSION, inner);
    transfer::share_object(Staking {
        id,
        version: VERSION,
        package_id,
        new_package_id: option::none(),
    });
}
