//! `attentive mcp`: from an assistant's standard input to the running server, and what to write into the assistant's settings.

use attentive_server::assistants::bridge::Bridge;
use serde_json::json;

use super::super::Place;
use super::args::{Client, McpArgs};
use crate::failure::Outcome;
use crate::serving;

/// Passes messages on, or prints a snippet.
pub fn run(place: &Place, args: &McpArgs) -> Outcome {
    if let Some(client) = args.snippet {
        say!("{}", snippet(client, &program(), &words(place, args), args.token.as_deref()));
        return Ok(());
    }
    let address = serving::address(&place.config, args.port.unwrap_or(place.config.server.port))?;
    // The person's own key is not handed to an assistant: without a token it may what nobody's token may.
    let bridge = Bridge::new(address, args.token.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let input = tokio::io::BufReader::new(tokio::io::stdin());
    runtime.block_on(bridge.run(input, tokio::io::stdout()))?;
    runtime.shutdown_background();
    Ok(())
}

/// How this program is called.
fn program() -> String {
    std::env::current_exe().map_or_else(|_| "attentive".to_owned(), |path| path.display().to_string())
}

/// What follows the program's name: the settings and the port by which this very server is found.
fn words(place: &Place, args: &McpArgs) -> Vec<String> {
    let mut words = Vec::new();
    if place.config_file.exists() {
        words.extend(["--config".to_owned(), place.config_file.display().to_string()]);
    }
    words.push("mcp".to_owned());
    words.extend(args.port.iter().flat_map(|port| ["--port".to_owned(), port.to_string()]));
    words
}

/// What to write into that program's settings.
fn snippet(client: Client, program: &str, words: &[String], token: Option<&str>) -> String {
    let mut server = json!({ "command": program, "args": words });
    if let Some(token) = token {
        server["env"] = json!({ "ATTENTIVE_TOKEN": token });
    }
    let pretty = |value: serde_json::Value| format!("{value:#}");
    match client {
        Client::ClaudeCode => {
            let env = token.map(|token| format!(" --env ATTENTIVE_TOKEN={token}")).unwrap_or_default();
            let hook = json!({ "hooks": { "Notification": [{ "hooks": [{
                "type": "command",
                "command": format!("{program} may-interrupt 'Claude Code waits for you' --wait 10m && notify-send 'Claude Code' 'waits for you' || true"),
            }] }] } });
            format!(
                "In the terminal:\n  claude mcp add attentive{env} -- {program} {}\n\nSo that you are told that it waits at a good moment, in ~/.claude/settings.json (what it shows by itself is not held back):\n{}",
                words.join(" "),
                pretty(hook)
            )
        }
        Client::ClaudeDesktop | Client::Cursor => pretty(json!({ "mcpServers": { "attentive": server } })),
        Client::Vscode => {
            server["type"] = "stdio".into();
            pretty(json!({ "servers": { "attentive": server } }))
        }
        Client::Codex => {
            let env = token.map(|token| format!("\nenv = {{ ATTENTIVE_TOKEN = {token:?} }}")).unwrap_or_default();
            format!("[mcp_servers.attentive]\ncommand = {program:?}\nargs = {words:?}{env}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_what_the_programs_read() {
        let words = ["mcp".to_owned(), "--port".to_owned(), "5700".to_owned()];
        for client in [Client::ClaudeDesktop, Client::Cursor, Client::Vscode] {
            let text = snippet(client, "/usr/bin/attentive", &words, Some("att_1"));
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            let servers = if client == Client::Vscode { &read["servers"] } else { &read["mcpServers"] };
            assert_eq!(servers["attentive"]["args"], json!(["mcp", "--port", "5700"]));
            assert_eq!(servers["attentive"]["env"]["ATTENTIVE_TOKEN"], "att_1");
        }
        let codex: toml::Table = snippet(Client::Codex, "attentive", &words, Some("att_1")).parse().unwrap();
        assert_eq!(codex["mcp_servers"]["attentive"]["command"].as_str(), Some("attentive"));
        let code = snippet(Client::ClaudeCode, "attentive", &words, None);
        assert!(code.contains("claude mcp add attentive -- attentive mcp --port 5700"), "{code}");
    }
}
