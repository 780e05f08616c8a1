/// What a payment does when it is right: amounts, events, counters.
#[test_only]
module floe::paying;

use floe::{events::Called, fixture::{Self as fix, ann, author, bob, hash}};
use sui::{event, sui::SUI, test_scenario as scenario};

const PRICE: u64 = 1_500;

#[test]
fun one_call_is_counted_and_told() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();

    fix::call(&mut test, ann(), model, 0, PRICE, 5, now);

    assert!(event::events_by_type<Called>().length() == 1);
    fix::assert_called(0, model, 1, ann(), author(), PRICE, hash(5), 0, 1, false, now);
    let effects = test.next_tx(ann());
    assert!(effects.num_user_events() == 1);
    // No coin object for the author: the price went to the address balance.
    assert!(effects.transferred_to_account().is_empty());

    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 1);
    assert!(meter.revenue() == 1_500);
    assert!(meter.self_calls() == 0);
    assert!(meter.self_revenue() == 0);
    assert!(meter.payers() == 1);
    assert!(meter.has_payer(ann()));
    assert!(!meter.has_payer(bob()));
    let stat = meter.stat(ann());
    assert!(stat.stat_calls() == 1);
    assert!(stat.stat_spent() == 1_500);
    assert!(stat.stat_first_ms() == now);
    assert!(stat.stat_last_ms() == now);
    assert!(stat.stat_active_days() == 1);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun a_batch_is_one_payment_and_one_event_per_call() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();
    let commitments = vector[hash(1), hash(2), hash(3)];

    fix::pay<SUI>(&mut test, ann(), model, 0, 4_500, 1, commitments, now);

    assert!(event::events_by_type<Called>().length() == 3);
    fix::assert_called(0, model, 1, ann(), author(), PRICE, hash(1), 0, 1, false, now);
    fix::assert_called(1, model, 1, ann(), author(), PRICE, hash(2), 0, 2, false, now);
    fix::assert_called(2, model, 1, ann(), author(), PRICE, hash(3), 0, 3, false, now);
    test.next_tx(ann());
    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 3);
    assert!(meter.revenue() == 4_500);
    assert!(meter.payers() == 1);
    assert!(meter.stat(ann()).stat_calls() == 3);
    assert!(meter.stat(ann()).stat_spent() == 4_500);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun two_payers_are_counted_on_two_meters() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 2);
    let now = fix::new_year_ms();

    fix::call(&mut test, bob(), model, 0, PRICE, 1, now);
    fix::assert_called(0, model, 1, bob(), author(), PRICE, hash(1), 0, 1, false, now);
    fix::call(&mut test, ann(), model, 1, PRICE, 2, now);
    // Each meter has a sequence of its own.
    fix::assert_called(0, model, 1, ann(), author(), PRICE, hash(2), 1, 1, false, now);
    fix::call(&mut test, ann(), model, 1, PRICE, 3, now);
    fix::assert_called(0, model, 1, ann(), author(), PRICE, hash(3), 1, 2, false, now);

    test.next_tx(author());
    let even = fix::take_meter(&test, model, 0);
    assert!(even.shard() == 0);
    assert!(even.shards() == 2);
    assert!(even.model() == model);
    assert!(even.calls() == 1);
    assert!(even.revenue() == 1_500);
    assert!(even.payers() == 1);
    assert!(even.has_payer(bob()));
    assert!(!even.has_payer(ann()));
    scenario::return_shared(even);

    test.next_tx(author());
    let odd = fix::take_meter(&test, model, 1);
    assert!(odd.shard() == 1);
    assert!(odd.shards() == 2);
    assert!(odd.model() == model);
    assert!(odd.calls() == 2);
    assert!(odd.revenue() == 3_000);
    assert!(odd.payers() == 1);
    assert!(odd.has_payer(ann()));
    assert!(!odd.has_payer(bob()));
    scenario::return_shared(odd);
    test.end();
}

#[test]
fun paying_oneself_is_counted_apart() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();

    fix::call(&mut test, author(), model, 0, PRICE, 1, now);
    fix::assert_called(0, model, 1, author(), author(), PRICE, hash(1), 0, 1, true, now);
    fix::call(&mut test, ann(), model, 0, PRICE, 2, now);
    fix::assert_called(0, model, 1, ann(), author(), PRICE, hash(2), 0, 2, false, now);

    test.next_tx(ann());
    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 1);
    assert!(meter.revenue() == 1_500);
    assert!(meter.self_calls() == 1);
    assert!(meter.self_revenue() == 1_500);
    assert!(meter.payers() == 1);
    assert!(!meter.has_payer(author()));
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun a_free_model_takes_a_zero_coin_and_is_metered() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, 0, 1);
    let now = fix::new_year_ms();

    fix::pay<SUI>(&mut test, ann(), model, 0, 0, 1, vector[hash(1), hash(2)], now);

    fix::assert_called(1, model, 1, ann(), author(), 0, hash(2), 0, 2, false, now);
    test.next_tx(ann());
    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 2);
    assert!(meter.revenue() == 0);
    assert!(meter.payers() == 1);
    assert!(meter.stat(ann()).stat_spent() == 0);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun a_model_may_be_priced_in_another_coin() {
    let mut test = fix::market();
    let model = fix::list<fix::OTHER>(&mut test, PRICE, 1);

    fix::pay<fix::OTHER>(&mut test, ann(), model, 0, PRICE, 1, vector[hash(1)], fix::new_year_ms());

    test.next_tx(ann());
    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.revenue() == 1_500);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun days_are_counted_by_the_utc_calendar() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let midnight = fix::new_year_ms();
    let day = 86_400_000;

    fix::call(&mut test, ann(), model, 0, PRICE, 1, midnight);
    fix::call(&mut test, ann(), model, 0, PRICE, 2, midnight + day - 1); // the same day, to its last ms
    fix::call(&mut test, ann(), model, 0, PRICE, 3, midnight + day); // the next day, one ms later
    fix::call(&mut test, ann(), model, 0, PRICE, 4, midnight + 9 * day); // days without calls do not count

    test.next_tx(ann());
    let meter = fix::take_meter(&test, model, 0);
    let stat = meter.stat(ann());
    assert!(stat.stat_calls() == 4);
    assert!(stat.stat_spent() == 6_000);
    assert!(stat.stat_active_days() == 3);
    assert!(stat.stat_first_ms() == midnight);
    assert!(stat.stat_last_ms() == midnight + 9 * day);
    assert!(meter.payers() == 1);
    scenario::return_shared(meter);
    test.end();
}
