//! Which row is which test: one row, one function; and why a row has none.

use crate::support::run::run;

/// Makes a test of each function, and lists the numbers.
macro_rules! rows {
    ($($group:ident { $($number:literal $name:ident,)* })*) => {
        $(mod $group {
            $(
                #[test]
                fn $name() {
                    super::run(crate::$group::$name());
                }
            )*
        })*

        const TESTED: &[u16] = &[$($($number),*),*];
    };
}

rows! {
    input {
        1 a_key_with_a_control_character,
        2 a_key_with_blanks,
        3 an_empty_key,
        4 a_key_of_another_kind,
        5 a_line_break_in_a_header,
        6 an_idempotency_key_that_is_not_ascii,
        7 an_idempotency_key_of_no_or_too_many_characters,
        8 an_idempotency_key_with_blanks_around_it,
        9 one_idempotency_key_for_two_calls,
        10 an_id_with_what_a_path_must_not_hold,
        11 an_id_that_would_ask_for_another_path,
        12 a_raw_call_to_another_host,
        13 a_metadata_key_that_reads_as_another,
        14 metadata_over_its_limits,
        15 an_array_of_more_items_than_the_api_takes,
        17 nothing_is_not_the_same_as_cleared,
        18 what_the_encoder_cannot_write,
        19 an_account_and_a_context_at_once,
    }
    connect {
        20 a_name_that_does_not_resolve,
        21 a_name_whose_first_address_is_dead,
        22 a_refused_connection,
        23 a_connection_that_hangs,
        31 a_base_url_of_every_shape,
    }
    tls {
        24 a_certificate_that_is_not_good,
        25 a_handshake_that_does_not_come,
        26 tls_that_is_cut_off,
    }
    environment {
        27 a_proxy_that_refuses,
        28 proxy_variables_in_the_environment,
        29 a_netrc_with_the_host,
        112 nothing_about_the_machine,
    }
    sending {
        32 an_idle_connection_that_was_closed,
        33 a_connection_that_closes_under_the_request,
        34 a_break_before_the_head,
        35 a_break_in_the_head,
        36 an_upload_that_is_refused_half_way,
        37 an_answer_before_the_whole_request,
        41 no_connection_left,
        42 a_process_that_was_frozen,
        43 another_runtime,
    }
    h2 {
        38 a_request_that_is_turned_away,
        39 a_stream_or_a_connection_that_fails,
        40 a_connection_that_hangs,
    }
    status {
        30 a_captive_portal,
        57 an_empty_answer,
        58 an_unasked_304,
        59 a_page_of_a_gateways,
    }
    head {
        44 an_unasked_100,
        45 hints_without_end,
        46 an_unasked_101,
        47 a_status_that_is_none,
        48 a_malformed_header_line,
        49 a_head_of_many_bytes,
        50 a_head_of_many_lines,
        51 two_request_ids,
        52 a_header_that_is_not_ascii,
        53 two_lengths,
    }
    redirect {
        54 a_redirect_to_another_host,
        55 a_redirect_to_itself,
    }
    body {
        56 a_body_that_ends_with_the_connection,
        60 a_body_that_is_too_short,
        61 chunks_that_are_none,
        62 a_body_that_is_too_long,
        66 a_body_of_gigabytes,
        67 gzip_that_was_not_asked_for,
        68 a_bomb_of_gzip,
        69 gzip_that_is_cut,
        70 a_body_that_is_not_utf_8,
        71 a_body_of_another_encoding,
    }
    timeouts {
        63 a_body_that_stalls,
        64 a_body_that_trickles,
        65 a_head_that_trickles,
    }
    json {
        72 null,
        73 a_string_or_a_number,
        74 an_array,
        75 what_is_almost_json,
        76 a_nest_of_sixty_thousand,
        77 a_key_twice,
        78 an_integer_that_is_too_large,
        79 a_value_nobody_knows,
        80 a_field_nobody_knows,
        81 a_field_that_is_missing_or_wrong,
        82 an_object_of_another_kind,
        83 a_success_with_an_error_in_it,
        84 an_error_object_that_is_odd,
        85 a_failure_without_an_error_object,
    }
    retry {
        86 a_storm_of_429,
        87 a_429_about_a_lock,
        88 a_key_that_is_in_use,
        89 a_500_after_the_write,
        90 advice_to_retry,
        91 advice_in_odd_words,
        92 waits_of_every_kind,
        93 a_thousand_that_fail_at_once,
        94 a_post_without_a_key,
        95 retries_beyond_the_callers_patience,
        99 a_wall_clock_that_jumps,
        101 an_empty_retry_budget,
    }
    cancel {
        96 dropped_while_it_sleeps,
        97 dropped_in_mid_flight,
        98 code_of_the_users_that_fails,
    }
    sharing {
        100 more_than_the_limit_ever_has,
        102 a_clone_of_the_client,
        115 two_clients_in_one_process,
    }
    lists {
        103 an_empty_page_that_promises_more,
        104 the_same_cursor_again,
        105 a_url_that_leads_elsewhere,
        106 an_item_without_an_id,
        107 a_page_that_fails_half_way,
        108 a_walk_backwards,
    }
    webhooks {
        109 signatures_of_every_kind,
        114 a_version_that_is_not_the_pinned_one,
    }
    observe {
        110 secrets_in_what_is_shown,
        111 a_sink_that_takes_nothing,
        113 a_notice_of_the_apis,
    }
}

/// Rows that cannot be provoked, and why.
const UNTESTED: &[(u16, &str)] = &[(
    16,
    "Text is a `&str` everywhere, which holds neither a lone surrogate nor invalid UTF-8.",
)];

#[test]
fn every_row_is_here_once() {
    let untested = UNTESTED.iter().map(|(row, _)| *row);
    let mut rows: Vec<_> = TESTED.iter().copied().chain(untested).collect();
    rows.sort_unstable();
    assert_eq!(rows, (1..=115).collect::<Vec<_>>());
    assert!(UNTESTED.iter().all(|(_, why)| why.ends_with('.')));
}
