/// A blob that nobody owns: anybody may put WAL into it and have it kept for longer.
module walrus::shared_blob;

use sui::{balance::{Self, Balance}, coin::{Self, Coin}};
use walrus::{blob::Blob, system::System, wal::WAL};

/// Never taken apart again: what is shared stays shared, and its funds can only buy storage.
public struct SharedBlob has key, store {
    id: UID,
    blob: Blob,
    funds: Balance<WAL>,
}

public fun new(blob: Blob, ctx: &mut TxContext) {
    share(blob, balance::zero(), ctx);
}

public fun new_funded(blob: Blob, funds: Coin<WAL>, ctx: &mut TxContext) {
    share(blob, funds.into_balance(), ctx);
}

public fun blob(self: &SharedBlob): &Blob { &self.blob }

public fun fund(self: &mut SharedBlob, added_funds: Coin<WAL>) {
    self.funds.join(added_funds.into_balance());
}

/// Pays from the funds alone; what remains stays in them.
///
/// #### Aborts
/// - as `system::extend_blob`: in `system_state_inner` for funds or a term, in `blob` for one not certified or expired.
public fun extend(
    self: &mut SharedBlob,
    system: &mut System,
    extended_epochs: u32,
    ctx: &mut TxContext,
) {
    let mut payment = coin::from_balance(self.funds.withdraw_all(), ctx);
    system.extend_blob(&mut self.blob, extended_epochs, &mut payment);
    self.funds.join(payment.into_balance());
}

fun share(blob: Blob, funds: Balance<WAL>, ctx: &mut TxContext) {
    transfer::share_object(SharedBlob { id: object::new(ctx), blob, funds });
}

#[test_only]
public fun funds(self: &SharedBlob): u64 { self.funds.value() }
