/// Calls that are paid before they run: an answer that is read while it is made cannot be held back until it is paid.
/// The payment commits to the input; the output is bound afterwards, or never: the call stays paid either way.
module floe::open_call;

use floe::{events, hub::Model, meter::Meter, payment};
use sui::{clock::Clock, coin::Coin};

/// A call that is paid for and whose output is not bound yet. It has `key` alone and nothing here hands it on, so it stays
/// with the address that signed the payment: nobody else can say what the model answered, and nobody can say it twice.
public struct OpenCall has key {
    id: UID,
    model: ID,
    version: u64,
    /// Whose money, and who signed, as in `Called`.
    payer: address,
    spender: address,
    /// What was paid for: commits to the input.
    commitment: vector<u8>,
    /// Its place on the payer's meter.
    shard: u64,
    sequence: u64,
}

/// Pays for one call of one version of one model before it runs, as `payment::pay` does after: the same price, meter and
/// `Called` event. `CallOpened` tells it apart. The sender gets the `OpenCall`.
///
/// #### Aborts
/// As `payment::pay`.
public fun pay_first<C>(
    model: &Model,
    meter: &mut Meter,
    payment: Coin<C>,
    version: u64,
    commitment: vector<u8>,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let payer = ctx.sender();
    let spender = payer;
    let commitments = vector[commitment];
    let sequence = payment::settle(
        model,
        meter,
        payment,
        payer,
        spender,
        version,
        commitments,
        clock,
    );
    let call = OpenCall {
        id: object::new(ctx),
        model: object::id(model),
        version,
        payer,
        spender,
        commitment,
        shard: meter.shard(),
        sequence,
    };
    events::emit_call_opened(call.model, call.shard, sequence, object::id(&call));
    transfer::transfer(call, spender)
}

/// Binds what the model answered to the call, once: takes the call apart and gives its storage back. A sentence that was
/// stopped half-way is bound as it is.
///
/// #### Aborts
/// `payment::ECommitmentLength`.
public fun bind_output(call: OpenCall, commitment: vector<u8>, clock: &Clock) {
    payment::assert_commitment(&commitment);
    let OpenCall { id, model, version, payer, spender, commitment: paid, shard, sequence } = call;
    id.delete();
    let at_ms = clock.timestamp_ms();
    events::emit_output_bound(
        model,
        version,
        payer,
        spender,
        paid,
        commitment,
        shard,
        sequence,
        at_ms,
    )
}

/// Gives the storage of a call back whose output nobody will bind any more. It stays paid and unbound.
public fun give_up(call: OpenCall) {
    let OpenCall { id, .. } = call;
    id.delete();
}

public fun model(call: &OpenCall): ID { call.model }

public fun version(call: &OpenCall): u64 { call.version }

public fun payer(call: &OpenCall): address { call.payer }

public fun spender(call: &OpenCall): address { call.spender }

public fun commitment(call: &OpenCall): vector<u8> { call.commitment }

public fun shard(call: &OpenCall): u64 { call.shard }

public fun sequence(call: &OpenCall): u64 { call.sequence }
