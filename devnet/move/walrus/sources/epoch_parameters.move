/// What nodes vote on for a coming epoch. Present because clients decode it; nobody votes here.
module walrus::epoch_parameters;

#[allow(unused_field)]
public struct EpochParams has copy, drop, store {
    total_capacity_size: u64,
    storage_price_per_unit_size: u64,
    write_price_per_unit_size: u64,
}
