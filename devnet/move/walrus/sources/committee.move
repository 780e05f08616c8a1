/// Which node keeps which shards, as clients decode it.
module walrus::committee;

use sui::vec_map::{Self, VecMap};

public struct Committee(VecMap<ID, vector<u16>>) has copy, drop, store;

public(package) fun empty(): Committee { Committee(vec_map::empty()) }

/// One node with every shard.
public(package) fun new_single(node_id: ID, n_shards: u16): Committee {
    let mut shards = vector[];
    let mut shard = 0;
    while (shard < n_shards) {
        shards.push_back(shard);
        shard = shard + 1;
    };
    let mut nodes = vec_map::empty();
    nodes.insert(node_id, shards);
    Committee(nodes)
}
