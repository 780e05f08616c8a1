/// The object clients know as the staking pool. This network has one storage node and nothing to stake on; clients
/// read the type of WAL from the signature of `stake_with_pool`.
module walrus::staking;

use sui::{balance::Balance, coin::Coin};
use walrus::wal::WAL;

const VERSION: u64 = 1;

#[error(code = 0)]
const EStakingNotOffered: vector<u8> = b"This network has one storage node and no staking";

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

public(package) fun create(package_id: ID, ctx: &mut TxContext) {
    transfer::share_object(Staking {
        id: object::new(ctx),
        version: VERSION,
        package_id,
        new_package_id: option::none(),
    });
}
