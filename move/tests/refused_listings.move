/// Limits of what can be listed: at the limit it passes, one step beyond it is refused.
#[test_only]
module floe::refused_listings;

use floe::{fixture::{Self as fix, bytes, hash}, hub::{Self, Hub}};
use std::unit_test::destroy;
use sui::{sui::SUI, test_scenario as scenario};

/// Lists with texts of these lengths.
fun list(name: u64, summary: u64, task: u64, runtime: u64, shards: u64) {
    list_with(name, summary, task, runtime, 0, vector[], shards)
}

/// Lists with a licence of this length and these tags.
fun list_found_by(license: u64, tags: vector<vector<u8>>) {
    list_with(1, 1, 1, 1, license, tags, 1)
}

fun list_with(
    name: u64,
    summary: u64,
    task: u64,
    runtime: u64,
    license: u64,
    tags: vector<vector<u8>>,
    shards: u64,
) {
    let mut test = fix::market();
    let mut hub: Hub = test.take_shared();
    let clock = fix::clock_at(0, test.ctx());
    let cap = hub.list<SUI>(
        fix::version(),
        bytes(97, name).to_string(),
        bytes(97, summary).to_string(),
        bytes(97, task).to_string(),
        bytes(97, runtime).to_string(),
        bytes(97, license).to_string(),
        fix::texts(tags),
        1,
        shards,
        &clock,
        test.ctx(),
    );
    destroy(cap);
    destroy(clock);
    scenario::return_shared(hub);
    test.end();
}

fun version(hash: vector<u8>, parts: u64, sealed_key: Option<vector<u8>>) {
    let mut list = vector[];
    while (list.length() < parts) list.push_back(1);
    destroy(hub::new_version(7, hash, list, 1, sealed_key));
}

#[test]
fun texts_may_reach_their_limits() {
    list(80, 280, 48, 48, 1)
}

#[test]
fun only_the_summary_may_be_empty() {
    list(1, 0, 1, 1, 1)
}

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun no_name() { list(0, 1, 1, 1, 1) }

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_name_of_81_bytes() { list(81, 1, 1, 1, 1) }

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_summary_of_281_bytes() { list(1, 281, 1, 1, 1) }

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun no_task() { list(1, 1, 0, 1, 1) }

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_task_of_49_bytes() { list(1, 1, 49, 1, 1) }

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun no_runtime() { list(1, 1, 1, 0, 1) }

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_runtime_of_49_bytes() { list(1, 1, 1, 49, 1) }

#[test]
fun a_licence_of_48_bytes() { list_found_by(48, vector[]) }

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_licence_of_49_bytes() { list_found_by(49, vector[]) }

#[test]
fun eight_tags_of_up_to_32_bytes() {
    list_found_by(0, vector[b"a", b"b", b"c", b"d", b"e", b"f", b"g", bytes(97, 32)])
}

#[test, expected_failure(abort_code = floe::hub::ETags)]
fun nine_tags() {
    list_found_by(0, vector[b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h", b"i"])
}

#[test, expected_failure(abort_code = floe::hub::ETags)]
fun an_empty_tag() { list_found_by(0, vector[b"a", b""]) }

#[test, expected_failure(abort_code = floe::hub::ETags)]
fun a_tag_of_33_bytes() { list_found_by(0, vector[b"a", bytes(97, 33)]) }

#[test, expected_failure(abort_code = floe::hub::ETags)]
fun a_tag_given_twice() { list_found_by(0, vector[b"a", b"b", b"a"]) }

#[test]
fun sixteen_meters() { list(1, 1, 1, 1, 16) }

#[test, expected_failure(abort_code = floe::meter::EShards)]
fun no_meters() { list(1, 1, 1, 1, 0) }

#[test, expected_failure(abort_code = floe::meter::EShards)]
fun seventeen_meters() { list(1, 1, 1, 1, 17) }

#[test]
fun a_version_may_have_64_parts_and_a_sealed_key_of_2048_bytes() {
    version(hash(1), 64, option::some(bytes(1, 2048)))
}

#[test, expected_failure(abort_code = floe::hub::EHashLength)]
fun a_manifest_hash_of_31_bytes() { version(bytes(1, 31), 1, option::none()) }

#[test, expected_failure(abort_code = floe::hub::EHashLength)]
fun a_manifest_hash_of_33_bytes() { version(bytes(1, 33), 1, option::none()) }

#[test, expected_failure(abort_code = floe::hub::ENoParts)]
fun no_parts() { version(hash(1), 0, option::none()) }

#[test, expected_failure(abort_code = floe::hub::ENoParts)]
fun sixty_five_parts() { version(hash(1), 65, option::none()) }

#[test, expected_failure(abort_code = floe::hub::ESealedKeyLength)]
fun a_sealed_key_of_2049_bytes() { version(hash(1), 1, option::some(bytes(1, 2049))) }
