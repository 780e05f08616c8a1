/// The WAL coin of the development network. One WAL is 10^9 FROST.
module walrus::wal;

use sui::coin;

public struct WAL has drop {}

fun init(witness: WAL, ctx: &mut TxContext) {
    let (treasury, metadata) = coin::create_currency(
        witness,
        9,
        b"WAL",
        b"WAL Token",
        b"Pays for storage on this development network; worth nothing anywhere else.",
        option::none(),
        ctx,
    );
    transfer::public_freeze_object(metadata);
    transfer::public_transfer(treasury, ctx.sender());
}
