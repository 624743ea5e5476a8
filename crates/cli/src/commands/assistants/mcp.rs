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
        say!("{}", snippet(client, &program(), args.token.as_deref()));
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

/// What to write into that program's settings.
fn snippet(client: Client, program: &str, token: Option<&str>) -> String {
    let mut server = json!({ "command": program, "args": ["mcp"] });
    if let Some(token) = token {
        server["env"] = json!({ "ATTENTIVE_TOKEN": token });
    }
    let pretty = |value: serde_json::Value| format!("{value:#}");
    match client {
        Client::ClaudeCode => {
            let env = token.map(|token| format!(" --env ATTENTIVE_TOKEN={token}")).unwrap_or_default();
            let hook = json!({ "hooks": { "Notification": [{ "hooks": [{
                "type": "command", "command": format!("{program} may-interrupt 'Claude Code waits for you' --wait 10m"),
            }] }] } });
            format!(
                "In the terminal:\n  claude mcp add attentive{env} -- {program} mcp\n\nSo that its notifications wait for a good moment, in ~/.claude/settings.json:\n{}",
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
            format!("[mcp_servers.attentive]\ncommand = {program:?}\nargs = [\"mcp\"]{env}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_what_the_programs_read() {
        for client in [Client::ClaudeDesktop, Client::Cursor, Client::Vscode] {
            let text = snippet(client, "/usr/bin/attentive", Some("att_1"));
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            let servers = if client == Client::Vscode { &read["servers"] } else { &read["mcpServers"] };
            assert_eq!(servers["attentive"]["args"], json!(["mcp"]));
            assert_eq!(servers["attentive"]["env"]["ATTENTIVE_TOKEN"], "att_1");
        }
        let codex: toml::Table = snippet(Client::Codex, "attentive", Some("att_1")).parse().unwrap();
        assert_eq!(codex["mcp_servers"]["attentive"]["command"].as_str(), Some("attentive"));
        assert!(snippet(Client::ClaudeCode, "attentive", None).contains("claude mcp add attentive -- attentive mcp"));
    }
}
