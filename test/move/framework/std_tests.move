/// Our `std`, against values worked out by hand.
#[test_only]
module framework::std_tests;

use std::{ascii, string, type_name};

public struct Thing<phantom T> has drop {}

#[test]
fun vectors_keep_their_order() {
    let mut v = vector[1u8, 2, 3, 4, 5];
    assert!(v.remove(1) == 2);
    assert!(v == vector[1, 3, 4, 5]);
    v.insert(9, 0);
    v.insert(8, 5);
    assert!(v == vector[9, 1, 3, 4, 5, 8]);
    assert!(v.swap_remove(0) == 9);
    assert!(v == vector[8, 1, 3, 4, 5]);
    v.reverse();
    assert!(v == vector[5, 4, 3, 1, 8]);
    v.append(vector[6, 7]);
    assert!(v == vector[5, 4, 3, 1, 8, 6, 7]);
    assert!(v.contains(&8) && !v.contains(&2));
    let (found, at) = v.index_of(&3);
    assert!(found && at == 2);
    assert!(v.take(2) == vector[5, 4]);
    assert!(v.skip(5) == vector[6, 7]);
    assert!(v.skip(50).is_empty());
    assert!(vector[vector[1u8], vector[], vector[2, 3]].flatten() == vector[1, 2, 3]);
    assert!(vector::singleton(true) == vector[true]);
}

#[test, expected_failure(abort_code = 0x20000, location = std::vector)]
fun nothing_is_removed_at_the_length() {
    vector[1u8].remove(1);
}

#[test]
fun options_hold_one_or_none() {
    let mut o = option::some(5u64);
    assert!(o.is_some() && o.contains(&5) && *o.borrow() == 5);
    *o.borrow_mut() = 6;
    assert!(o.swap(7) == 6);
    assert!(o.swap_or_fill(8) == option::some(7));
    assert!(o.extract() == 8);
    assert!(o.is_none());
    assert!(o.get_with_default(3) == 3);
    assert!(*o.borrow_with_default(&4) == 4);
    assert!(o.swap_or_fill(1).is_none());
    assert!(o.to_vec() == vector[1]);
    assert!(option::none<u8>().destroy_with_default(2) == 2);
    assert!(option::some(1u8).destroy_with_default(2) == 1);
    option::none<u8>().destroy_none();
}

#[test, expected_failure(abort_code = 0x40001, location = std::option)]
fun none_holds_nothing() {
    option::none<u8>().destroy_some();
}

#[test, expected_failure(abort_code = 0x40000, location = std::option)]
fun some_is_not_filled_again() {
    let mut o = option::some(1u8);
    o.fill(2);
}

#[test]
fun text_is_cut_at_character_boundaries() {
    // "aé€": 1 + 2 + 3 bytes.
    let text = string::utf8(x"61c3a9e282ac");
    assert!(text.length() == 6);
    assert!(text.substring(1, 3).into_bytes() == x"c3a9");
    assert!(text.index_of(&string::utf8(x"e282ac")) == 3);
    assert!(text.index_of(&b"z".to_string()) == 6);
    let mut longer = text;
    longer.insert(1, b"-".to_string());
    assert!(longer.as_bytes() == &x"612dc3a9e282ac");
    longer.append_utf8(b"!");
    assert!(longer.length() == 8);
    assert!(string::try_utf8(x"c3").is_none());
    assert!(b"".to_string().is_empty());
    assert!(b"abc".to_string().to_ascii() == b"abc".to_ascii_string());
}

#[test, expected_failure(abort_code = 2, location = std::string)]
fun text_is_not_cut_inside_a_character() {
    string::utf8(x"61c3a9").substring(0, 2);
}

#[test, expected_failure(abort_code = 1, location = std::string)]
fun bytes_that_are_no_text_are_refused() {
    string::utf8(x"ff");
}

#[test]
fun ascii_text_is_searched_and_changed() {
    let mut text = b"Hello".to_ascii_string();
    assert!(text.index_of(&b"lo".to_ascii_string()) == 3);
    assert!(text.index_of(&b"x".to_ascii_string()) == 5);
    assert!(text.to_uppercase() == b"HELLO".to_ascii_string());
    assert!(text.to_lowercase() == b"hello".to_ascii_string());
    assert!(b"@[`{09".to_ascii_string().to_uppercase() == b"@[`{09".to_ascii_string());
    text.push_char(ascii::char(0x21));
    assert!(text.substring(4, 6) == b"o!".to_ascii_string());
    assert!(text.pop_char().byte() == 0x21);
    text.insert(0, b"> ".to_ascii_string());
    assert!(text == b"> Hello".to_ascii_string());
    assert!(text.all_characters_printable());
    assert!(!b"\n".to_ascii_string().all_characters_printable());
    assert!(x"80".try_to_ascii_string().is_none());
}

#[test, expected_failure(abort_code = 0x10000, location = std::ascii)]
fun the_128th_character_is_refused() {
    x"80".to_ascii_string();
}

#[test]
fun type_names_come_apart() {
    let name = type_name::with_original_ids<Thing<u8>>();
    let zeros = b"0000000000000000000000000000000000000000000000000000000000000000";
    assert!(name.address_string() == zeros.to_ascii_string());
    assert!(name.module_string() == b"std_tests".to_ascii_string());
    assert!(!name.is_primitive());
    assert!(type_name::with_defining_ids<vector<Thing<u8>>>().is_primitive());
    let mut whole = zeros;
    whole.append(b"::std_tests::Thing<u8>");
    assert!(name.into_string() == whole.to_ascii_string());
    assert!(type_name::get<u64>().into_string() == b"u64".to_ascii_string());
}

#[test]
fun numbers_are_rounded_and_bounded() {
    assert!(7u64.max(9) == 9 && 7u64.min(9) == 7);
    assert!(3u8.diff(5) == 2 && 5u8.diff(3) == 2);
    assert!(7u64.div_ceil(2) == 4 && 8u64.div_ceil(2) == 4);
    assert!(3u64.pow(0) == 1 && 3u64.pow(5) == 243 && 2u8.pow(7) == 128 && 0u64.pow(0) == 1);
    assert!(2u256.pow(255) == 1 << 255);
    assert!(0u64.sqrt() == 0 && 15u64.sqrt() == 3 && 16u64.sqrt() == 4);
    assert!(0xFFFFFFFFFFFFFFFFu64.sqrt() == 0xFFFFFFFF);
    assert!(255u8.sqrt() == 15);
    assert!(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFu128.sqrt() == 0xFFFFFFFFFFFFFFFF);
    assert!(255u8.checked_add(1).is_none() && 254u8.checked_add(1) == option::some(255));
    assert!(1u8.checked_sub(2).is_none());
    assert!(16u8.checked_mul(16).is_none() && 15u8.checked_mul(17) == option::some(255));
    assert!(1u8.checked_div(0).is_none());
    assert!(200u8.saturating_add(100) == 255 && 1u8.saturating_sub(2) == 0);
    assert!(16u8.saturating_mul(16) == 255);
    assert!(256u64.try_as_u8().is_none() && 255u64.try_as_u8() == option::some(255));
    assert!(0x0Fu8.bitwise_not() == 0xF0);
    assert!(0u64.to_string() == b"0".to_string());
    assert!(18446744073709551615u64.to_string() == b"18446744073709551615".to_string());
    assert!(std::u64::max_value!() == 18446744073709551615);
}
