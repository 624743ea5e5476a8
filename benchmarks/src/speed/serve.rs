//! How long a program waits for labels and rows of texts from `attentive text serve`, at twenty requests a second.
//!
//! Requests are due at even steps whether the one before was answered or not, and each is timed from when it was due: a server that falls behind is not spared.

use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use attentive_learn::SplitMix64;
use serde_json::json;

use crate::encoder;
use crate::http::Client;
use crate::program::{Server, run};
use crate::report::{Report, Row};

/// Requests a second.
const RATE: usize = 20;
/// A client has one request under way at most; so many share the rate.
const CLIENTS: usize = 10;
/// Words of a text: about as many tokens, and two.
const WORDS: [usize; 2] = [30, 120];
/// At most so many milliseconds for ninety-nine of a hundred.
const AIM_MS: f64 = 50.0;
const LABELS: usize = 20;
const NAME: &str = "speed-serve";

/// Measures answers for texts of two lengths.
pub fn measure(is_quick: bool) -> anyhow::Result<Report> {
    let requests = if is_quick { RATE } else { 30 * RATE };
    let folder = super::folder()?;
    let data = folder.path();
    run(data, &["model", "add", path(&encoder::folder()?)?, "--name", NAME])?;
    let mut random = SplitMix64::new(1);
    let labelled = data.join("labelled.csv");
    let lessons = (0..LABELS * 10).map(|text| format!("{},label{}\n", words(&mut random, 12), text % LABELS));
    std::fs::write(&labelled, format!("text,label\n{}", lessons.collect::<String>()))?;
    run(data, &["text", "train", path(&labelled)?, "--model", "means", "--encoder", NAME, "--save", NAME])?;
    let server = Server::of(data, &["text", "serve", "--with", NAME, "--encoder", NAME], "/api/text")?;
    let mut report =
        Report::new("serve", "text serve with MiniLM-L6, one text a request, 20 requests a second, made-up texts");
    for (what, count) in ["label", "embed"].into_iter().flat_map(|what| WORDS.map(|count| (what, count))) {
        let bodies: Vec<String> =
            (0..requests).map(|_| json!({ "texts": [words(&mut random, count)] }).to_string()).collect();
        let mut waits = asked(server.address, &format!("/api/text/{what}"), &bodies)?;
        waits.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (share * waits.len() as f64).ceil() as usize;
            waits.get(place.saturating_sub(1)).copied().context("nothing was asked")
        };
        let case = format!("{what}, {count} words");
        report.rows.push(Row::new(&case, "p99", at(0.99)?, "ms").beside(AIM_MS));
        report.rows.push(Row::new(&case, "p50", at(0.5)?, "ms"));
    }
    Ok(report)
}

fn path(of: &Path) -> anyhow::Result<&str> {
    of.to_str().context("the folder's path is not UTF-8")
}

/// Milliseconds from when each request was due to its whole answer.
fn asked(address: SocketAddr, path: &str, bodies: &[String]) -> anyhow::Result<Vec<f64>> {
    let begun = Instant::now() + Duration::from_millis(100);
    let client = |own: usize| -> anyhow::Result<Vec<f64>> {
        let mut client = Client::connect(address)?;
        let mut waits = Vec::new();
        for (place, body) in bodies.iter().enumerate().skip(own).step_by(CLIENTS) {
            let due = begun + Duration::from_secs_f64(place as f64 / RATE as f64);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            client.expect("POST", path, body.as_bytes())?;
            waits.push(due.elapsed().as_secs_f64() * 1e3);
        }
        Ok(waits)
    };
    let found: anyhow::Result<Vec<Vec<f64>>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS).map(|own| scope.spawn(move || client(own))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a client failed"))?).collect()
    });
    Ok(found?.concat())
}

/// That many words, which the encoder knows as one token each.
fn words(random: &mut SplitMix64, count: usize) -> String {
    const KNOWN: [&str; 24] = [
        "card", "money", "where", "account", "still", "waiting", "please", "change", "number", "address", "how",
        "long", "does", "it", "take", "my", "new", "phone", "open", "close", "letter", "bank", "today", "week",
    ];
    let drawn: Vec<&str> = (0..count).filter_map(|_| KNOWN.get(random.next_place(KNOWN.len())?).copied()).collect();
    drawn.join(" ")
}
