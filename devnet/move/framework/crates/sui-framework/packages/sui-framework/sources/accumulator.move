/// Address balances live as fields under one root object; this module knows where.
module sui::accumulator;

use sui::dynamic_field;

public struct AccumulatorRoot has key { id: UID }

public struct Key<phantom T> has copy, drop, store { address: address }

public struct U128 has store { value: u128 }

/// Id of the field that holds `owner`'s funds of type `T`, for `T` = `Balance<C>`.
public(package) fun accumulator_address<T>(owner: address): address {
    dynamic_field::hash_type_and_key(
        object::sui_accumulator_root_address(),
        Key<T> { address: owner },
    )
}
