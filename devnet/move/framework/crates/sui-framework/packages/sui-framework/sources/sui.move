/// The native currency: 1 SUI is 10^9 MIST.
module sui::sui;

use sui::{balance::{Self, Balance}, coin::Coin};

const EAlreadyMinted: u64 = 0;
const ENotSystemAddress: u64 = 1;

const TOTAL_SUPPLY_MIST: u64 = 10_000_000_000_000_000_000;

public struct SUI has drop {}

/// All there will ever be, at genesis.
#[allow(unused_function, unused_mut_parameter)]
fun new(ctx: &mut TxContext): Balance<SUI> {
    assert!(ctx.sender() == @0x0, ENotSystemAddress);
    assert!(ctx.epoch() == 0, EAlreadyMinted);
    let mut supply = balance::create_supply_internal();
    let total = supply.increase_supply(TOTAL_SUPPLY_MIST);
    supply.destroy_supply();
    total
}

public entry fun transfer(c: Coin<SUI>, recipient: address) {
    transfer::public_transfer(c, recipient)
}
