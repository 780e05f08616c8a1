/// Reserved space: so many encoded bytes from one epoch up to another.
module walrus::storage_resource;

public struct Storage has key, store {
    id: UID,
    start_epoch: u32,
    /// First epoch in which the space is no longer reserved.
    end_epoch: u32,
    /// Encoded bytes.
    storage_size: u64,
}

public fun start_epoch(self: &Storage): u32 { self.start_epoch }

public fun end_epoch(self: &Storage): u32 { self.end_epoch }

public fun size(self: &Storage): u64 { self.storage_size }

/// Gives up the space. What was paid for it stays paid.
public fun destroy(self: Storage) {
    let Storage { id, .. } = self;
    id.delete();
}

public(package) fun create(
    start_epoch: u32,
    end_epoch: u32,
    storage_size: u64,
    ctx: &mut TxContext,
): Storage {
    Storage { id: object::new(ctx), start_epoch, end_epoch, storage_size }
}

public(package) fun extend_end_epoch(self: &mut Storage, epochs: u32) {
    self.end_epoch = self.end_epoch + epochs;
}
