//! How long fifty assistants wait that ask at the same moment whether they may interrupt, and whether their tickets outlive `kill -9`.
//!
//! Once a second all of them ask at once, each over a connection of its own: the worst that an inbox meets, as what is asked evenly
//! over a second never waits for another. A second case has all of them ask again as soon as they are answered.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};

use crate::http::Client;
use crate::program::{Server, run};
use crate::report::{Report, Row};

/// Assistants that ask at the same time.
const AGENTS: usize = 50;
/// At most so many milliseconds for ninety-nine of a hundred.
const AIM_MS: f64 = 20.0;
/// Ways in: by plain HTTP and by the Model Context Protocol.
const WAYS: [(&str, &str); 2] = [("http", "/api/attentive/tools/attention.may_interrupt"), ("mcp", "/mcp")];

/// One question and what came of it.
struct Asked {
    wait_ms: f64,
    ticket: String,
}

/// Measures both ways in, at once and without a pause.
pub fn measure(is_quick: bool) -> anyhow::Result<Report> {
    let seconds = if is_quick { 2 } else { 60 };
    let folder = super::folder()?;
    let mut report = Report::new(
        "agents",
        "attention.may_interrupt by 50 assistants, each answer on the disk; tickets are looked for after kill -9",
    );
    for (way, path) in WAYS {
        let data = folder.path().join(way);
        std::fs::create_dir_all(&data)?;
        // Each under a name of its own: one asker may have 200 tickets waiting at most.
        let settings = "assistants";
        let tokens: Vec<String> = (0..AGENTS)
            .map(|agent| run(&data, &[settings, "add", &format!("agent {agent}")]).map(|token| token.trim().to_owned()))
            .collect::<anyhow::Result<_>>()?;
        let server = Server::start(&data, &["--no-sensors"])?;
        let bursts = asked(server.address, (way, path), &tokens, Pace::EachSecond(seconds))?;
        let without_pause = asked(server.address, (way, path), &tokens, Pace::Rounds(20))?;
        // Signal 9 while all of them ask: whatever was answered must be there again.
        let address = server.address;
        let killed = thread::scope(|scope| {
            let asking = scope.spawn(|| asked(address, (way, path), &tokens, Pace::UntilCut));
            thread::sleep(Duration::from_millis(1_500));
            drop(server);
            asking.join().map_err(|_| anyhow!("the agents failed"))?
        })?;
        let server = Server::start(&data, &["--no-sensors"])?;
        let lost = lost(server.address, bursts.iter().chain(&without_pause).chain(&killed))?;
        rows(&mut report, &format!("{way}, all at once each second"), &bursts, Some(AIM_MS))?;
        rows(&mut report, &format!("{way}, without a pause"), &without_pause, None)?;
        let all = bursts.len() + without_pause.len() + killed.len();
        report.rows.push(Row::new(way, "tickets", all as f64, ""));
        report.rows.push(Row::new(way, "answered until kill -9", killed.len() as f64, ""));
        report.rows.push(Row::new(way, "lost after kill -9", lost as f64, "").beside(0.0));
    }
    Ok(report)
}

fn rows(report: &mut Report, case: &str, asked: &[Asked], aim: Option<f64>) -> anyhow::Result<()> {
    let mut waits: Vec<f64> = asked.iter().map(|asked| asked.wait_ms).collect();
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (share * waits.len() as f64).ceil() as usize;
        waits.get(place.saturating_sub(1)).copied().context("nothing was asked")
    };
    let p99 = Row::new(case, "p99", at(0.99)?, "ms");
    report.rows.push(match aim {
        Some(aim) => p99.beside(aim),
        None => p99,
    });
    report.rows.push(Row::new(case, "p50", at(0.5)?, "ms"));
    Ok(())
}

/// How agents ask.
#[derive(Clone, Copy)]
enum Pace {
    /// Once a second at the same moment, so many times.
    EachSecond(usize),
    /// So many times without a pause.
    Rounds(usize),
    /// Without a pause, until the server is gone.
    UntilCut,
}

/// All agents ask at that pace.
fn asked(address: SocketAddr, (way, path): (&str, &str), tokens: &[String], pace: Pace) -> anyhow::Result<Vec<Asked>> {
    let rounds = match pace {
        Pace::EachSecond(rounds) | Pace::Rounds(rounds) => rounds,
        // With the others no more than may lie open in all.
        Pace::UntilCut => 15,
    };
    let barrier = Barrier::new(tokens.len());
    let begun = Instant::now() + Duration::from_millis(500);
    let agent = |number: usize, token: &str| -> anyhow::Result<Vec<Asked>> {
        let mut client = Client::connect(address)?.with_bearer(token);
        barrier.wait();
        let mut asked = Vec::with_capacity(rounds);
        for round in 0..rounds {
            if matches!(pace, Pace::EachSecond(_)) {
                let due = begun + Duration::from_secs(round as u64);
                thread::sleep(due.saturating_duration_since(Instant::now()));
            }
            let urgency = ["low", "normal", "high", "urgent"][(number + round) % 4];
            let arguments = json!({ "reason": format!("agent {number}, round {round}"), "urgency": urgency });
            let body = match way {
                "http" => arguments,
                _ => json!({ "jsonrpc": "2.0", "id": round, "method": "tools/call",
                    "params": { "name": "attention.may_interrupt", "arguments": arguments } }),
            };
            let body = body.to_string();
            let sent = Instant::now();
            let answer = match client.expect("POST", path, body.as_bytes()) {
                Err(_) if matches!(pace, Pace::UntilCut) => break,
                answer => answer?,
            };
            let answer: Value = serde_json::from_slice(answer)?;
            let wait_ms = sent.elapsed().as_secs_f64() * 1e3;
            let told = if way == "http" { &answer } else { &answer["result"]["structuredContent"] };
            let ticket = told["ticket"].as_str().ok_or_else(|| anyhow!("no ticket in {answer}"))?.to_owned();
            asked.push(Asked { wait_ms, ticket });
        }
        Ok(asked)
    };
    let found: anyhow::Result<Vec<Vec<Asked>>> = thread::scope(|scope| {
        let agent = &agent;
        let threads: Vec<_> =
            tokens.iter().enumerate().map(|(number, token)| scope.spawn(move || agent(number, token))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("an agent failed"))?).collect()
    });
    Ok(found?.into_iter().flatten().collect())
}

/// How many tickets are not there any more.
fn lost<'a>(address: SocketAddr, asked: impl Iterator<Item = &'a Asked>) -> anyhow::Result<usize> {
    let mut client = Client::connect(address)?;
    let mut lost = 0;
    for Asked { ticket, .. } in asked {
        match client.call("GET", &format!("/api/attentive/inbox/{ticket}"), b"")? {
            (200, _) => {}
            (404, _) => lost += 1,
            (status, _) => bail!("asking for a ticket was answered by {status}"),
        }
    }
    Ok(lost)
}
