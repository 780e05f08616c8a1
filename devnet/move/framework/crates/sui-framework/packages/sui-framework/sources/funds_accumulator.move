/// Sums kept at an address: adding never touches a shared object, taking needs a `Withdrawal`.
module sui::funds_accumulator;

use std::internal::Permit;
use sui::accumulator;

const EOverflow: u64 = 0;
const EInvalidSplit: u64 = 1;
const EOwnerMismatch: u64 = 2;

const MAX: u256 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF;

/// Leave to take at most `limit` from `owner`: given by a transaction's signer or by an object.
public struct Withdrawal<phantom T: store> has drop { owner: address, limit: u256 }

public fun withdrawal_owner<T: store>(withdrawal: &Withdrawal<T>): address {
    withdrawal.owner
}

public fun withdrawal_limit<T: store>(withdrawal: &Withdrawal<T>): u256 {
    withdrawal.limit
}

public fun withdrawal_split<T: store>(
    withdrawal: &mut Withdrawal<T>,
    sub_limit: u256,
): Withdrawal<T> {
    assert!(withdrawal.limit >= sub_limit, EInvalidSplit);
    withdrawal.limit = withdrawal.limit - sub_limit;
    Withdrawal { owner: withdrawal.owner, limit: sub_limit }
}

public fun withdrawal_join<T: store>(withdrawal: &mut Withdrawal<T>, other: Withdrawal<T>) {
    assert!(withdrawal.owner == other.owner, EOwnerMismatch);
    assert!(other.limit <= MAX - withdrawal.limit, EOverflow);
    withdrawal.limit = withdrawal.limit + other.limit
}

public(package) fun redeem<T: store>(withdrawal: Withdrawal<T>, _: Permit<T>): T {
    let Withdrawal { owner, limit } = withdrawal;
    withdraw_from_accumulator_address(accumulator::accumulator_address<T>(owner), owner, limit)
}

public(package) fun withdraw_from_object<T: store>(obj: &mut UID, limit: u256): Withdrawal<T> {
    Withdrawal { owner: obj.to_address(), limit }
}

public(package) fun add_impl<T: store>(value: T, recipient: address) {
    add_to_accumulator_address(accumulator::accumulator_address<T>(recipient), recipient, value)
}

native fun add_to_accumulator_address<T: store>(accumulator: address, recipient: address, value: T);
native fun withdraw_from_accumulator_address<T: store>(
    accumulator: address,
    owner: address,
    value: u256,
): T;

#[test_only]
public(package) fun create_withdrawal<T: store>(owner: address, limit: u256): Withdrawal<T> {
    Withdrawal { owner, limit }
}
