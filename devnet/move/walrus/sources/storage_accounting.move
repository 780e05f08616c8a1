/// What is reserved in, and will be paid out for, each epoch from the current one to the furthest that can be bought.
module walrus::storage_accounting;

use sui::balance::{Self, Balance};
use walrus::wal::WAL;

public struct FutureAccounting has store {
    epoch: u32,
    /// Encoded bytes reserved in this epoch.
    used_capacity: u64,
    rewards_to_distribute: Balance<WAL>,
}

public struct FutureAccountingRingBuffer has store {
    current_index: u32,
    length: u32,
    ring_buffer: vector<FutureAccounting>,
}

public(package) fun new(first_epoch: u32, length: u32): FutureAccountingRingBuffer {
    let mut ring_buffer = vector[];
    let mut i = 0;
    while (i < length) {
        ring_buffer.push_back(empty(first_epoch + i));
        i = i + 1;
    };
    FutureAccountingRingBuffer { current_index: 0, length, ring_buffer }
}

public(package) fun length(self: &FutureAccountingRingBuffer): u32 { self.length }

/// The accounting of the epoch `epochs_ahead` of the current one; the caller keeps it below `length`.
public(package) fun lookup_mut(
    self: &mut FutureAccountingRingBuffer,
    epochs_ahead: u32,
): &mut FutureAccounting {
    let index = (self.current_index + epochs_ahead) % self.length;
    self.ring_buffer.borrow_mut(index as u64)
}

/// Reserves `bytes` and returns what the epoch then has in use.
public(package) fun reserve(self: &mut FutureAccounting, bytes: u64): u64 {
    self.used_capacity = self.used_capacity + bytes;
    self.used_capacity
}

public(package) fun add_reward(self: &mut FutureAccounting, reward: Balance<WAL>) {
    self.rewards_to_distribute.join(reward);
}

/// Closes the current epoch: opens a new furthest one, returns the closed epoch's rewards and the bytes in use in the
/// epoch that is now current.
public(package) fun advance(self: &mut FutureAccountingRingBuffer): (Balance<WAL>, u64) {
    let length = self.length;
    let closed = self.lookup_mut(0);
    let rewards = closed.rewards_to_distribute.withdraw_all();
    closed.epoch = closed.epoch + length;
    closed.used_capacity = 0;
    self.current_index = (self.current_index + 1) % length;
    (rewards, self.lookup_mut(0).used_capacity)
}

fun empty(epoch: u32): FutureAccounting {
    FutureAccounting { epoch, used_capacity: 0, rewards_to_distribute: balance::zero() }
}
