/// A call's price goes from the caller to the author's payout address in this very transaction; nobody else
/// touches it. The caller computed first and commits to what the model answered.
module floe::payment;

use floe::{events, hub::Model, meter::Meter};
use sui::{clock::Clock, coin::Coin};

#[error(code = 40)]
const EWrongAmount: vector<u8> = b"The payment is not exactly the price times the number of calls";
#[error(code = 41)]
const ENoCommitment: vector<u8> = b"A payment needs at least one commitment";
#[error(code = 42)]
const ECommitmentLength: vector<u8> = b"A commitment is 32 bytes";

const COMMITMENT_LENGTH: u64 = 32;

/// Pays for one call per commitment, of one version of one model.
///
/// `payment` must be exactly `price * commitments.length()`; a price that changed since the quote aborts here.
/// A free model takes a zero coin and is metered all the same.
///
/// #### Aborts
/// `ENoCommitment`, `ECommitmentLength`, `EWrongAmount`; `hub::EInactive`, `hub::EWrongCoin`,
/// `hub::EUnknownVersion`; `meter::EForeignMeter`, `meter::EWrongShard`.
public fun pay<C>(
    model: &Model,
    meter: &mut Meter,
    payment: Coin<C>,
    version: u64,
    commitments: vector<vector<u8>>,
    clock: &Clock,
    ctx: &TxContext,
) {
    let payer = ctx.sender();
    settle(model, meter, payment, payer, payer, version, commitments, clock);
}

/// The one place where money moves and calls are counted. Gives the last call's place on the meter.
public(package) fun settle<C>(
    model: &Model,
    meter: &mut Meter,
    payment: Coin<C>,
    payer: address,
    spender: address,
    version: u64,
    commitments: vector<vector<u8>>,
    clock: &Clock,
): u64 {
    model.assert_callable<C>(version);
    meter.assert_counts(object::id(model), payer);
    let calls = commitments.length();
    assert!(calls > 0, ENoCommitment);
    assert!((payment.value() as u128) == (model.price() as u128) * (calls as u128), EWrongAmount);

    let payout = model.payout();
    let is_self = payer == payout || spender == payout;
    let at_ms = clock.timestamp_ms();
    let mut sequence = 0;
    let mut i = 0;
    while (i < calls) {
        let commitment = commitments[i];
        // In place: a function call for each commitment would be felt in a batch.
        assert!(commitment.length() == COMMITMENT_LENGTH, ECommitmentLength);
        sequence = meter.record(payer, model.price(), is_self, at_ms);
        events::emit_called(
            object::id(model),
            version,
            payer,
            spender,
            payout,
            model.price(),
            model.coin(),
            commitment,
            meter.shard(),
            sequence,
            is_self,
            at_ms,
        );
        i = i + 1;
    };

    if (payment.value() == 0) payment.destroy_zero() else payment.into_balance().send_funds(payout);
    sequence
}

/// #### Aborts
/// `ECommitmentLength` unless it is 32 bytes.
public(package) fun assert_commitment(commitment: &vector<u8>) {
    assert!(commitment.length() == COMMITMENT_LENGTH, ECommitmentLength);
}
